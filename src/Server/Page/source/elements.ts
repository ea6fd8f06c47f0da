// Elements of the page, without a framework.

type Child = Node | string | null | undefined;
type Attributes = Record<string, string | number | boolean | ((event: Event) => void) | null | undefined>;

/** Makes an element. Attributes that begin with "on" are listeners; those that are false or null are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

let status: HTMLElement | null = null;

/** Says something to who sees the page and to who hears it. */
export function announce(text: string): void {
  status ??= document.getElementById("status");
  if (status !== null && status.textContent !== text) status.textContent = text;
}

/** Shows a page in place of the one before. */
export function show(title: string, ...children: Child[]): HTMLElement {
  const main = document.getElementById("main") as HTMLElement;
  document.title = title;
  main.replaceChildren(...children.filter((child): child is Node | string => child !== null && child !== undefined));
  return main;
}

/** Asks a question; resolves to the value of the button that was chosen, "" for Escape. */
export function ask(title: string, body: (Node | string)[], buttons: { value: string; label: string; primary?: boolean }[]): Promise<string> {
  return new Promise((resolve) => {
    const dialog = el("dialog", { "aria-labelledby": "dialog-title" }, el("h2", { id: "dialog-title" }, title), ...body);
    const row = el("div", { class: "row" });
    for (const one of buttons)
      row.append(el("button", { type: "button", class: one.primary === true ? "primary" : "", autofocus: one.primary === true, onclick: () => dialog.close(one.value) }, one.label));
    dialog.append(row);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
