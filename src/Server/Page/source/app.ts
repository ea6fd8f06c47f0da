import { Refused, Unreachable, call, keepCsrf } from "./api.js";
import type { SessionAnswer } from "./api.js";
import { casePage } from "./casepage.js";
import { casesPage } from "./cases.js";
import { announce, el, show } from "./elements.js";
import { Outbox } from "./outbox.js";
import { beginTab } from "./tab.js";
import { paintPage } from "./paint.js";
import { readersPage } from "./readers.js";
import { resultPage } from "./results.js";
import { signInPage } from "./signin.js";

let session: SessionAnswer | null = null;
let close: (() => void) | void;
let showing = 0;

async function route(): Promise<void> {
  const mine = ++showing;
  announce("");
  close?.();
  close = undefined;
  try {
    session ??= keepCsrf(await call<SessionAnswer>("GET", "session"));
    const invitation = location.hash.startsWith("#invite=") ? location.hash.slice(8) : null;
    if (invitation !== null || session.reader === null) {
      header(null);
      signInPage(session.title, invitation, (begun) => {
        session = begun;
        if (invitation !== null) history.replaceState(null, "", "#/");
        void route();
      });
      return;
    }
    header(session);
    const [, page, id] = location.hash.split("/");
    // What other pages left is sent before the lists are made.
    if (page !== "region" && (await Outbox.sendLeft(session.reader.id)) > 0) announce("A region that was finished without a connection is sent.");
    const opened = await open(session, page ?? "", decodeURIComponent(id ?? ""));
    if (mine === showing) close = opened;
    else opened?.();
    // A new page begins at its top, for who sees it and for who hears it.
    if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
  } catch (e) {
    if (e instanceof Refused && e.status === 401) {
      session = null;
      await route();
    } else if (e instanceof Refused || e instanceof Unreachable) problem(e);
    else throw e;
  }
}

async function open(session: SessionAnswer, page: string, id: string): Promise<(() => void) | void> {
  switch (page) {
    case "case":
      return casePage(session, id);
    case "region":
      return paintPage(session, id);
    case "result":
      return resultPage(session, id);
    case "readers":
      return readersPage(session);
    case "next": {
      const next = await call<{ id: string } | null>("POST", "work/next");
      location.replace(next === null ? "#/" : `#/region/${next.id}`);
      return;
    }
    default:
      return casesPage(session);
  }
}

function problem(e: Error): void {
  const text = e instanceof Unreachable ? `The server cannot be reached: ${e.message}.` : e.message;
  show("A problem", el("section", { class: "card narrow" }, el("h1", {}, "That did not work"), el("p", { role: "alert" }, text), el("div", { class: "row" }, el("a", { class: "button primary", href: "#/" }, "To the images"), el("button", { type: "button", onclick: () => void route() }, "Try again"))));
  announce(text);
}

function header(known: SessionAnswer | null): void {
  const place = document.getElementById("who") as HTMLElement;
  (document.getElementById("title") as HTMLElement).textContent = known?.title ?? session?.title ?? "";
  if (known?.reader === null || known === null) {
    place.replaceChildren();
    return;
  }
  const leave = el("button", { type: "button", onclick: () => void signOut() }, "Sign out");
  place.replaceChildren(el("a", { href: "#/" }, "Images"), known.reader.role === "reader" ? "" : el("a", { href: "#/readers" }, "Readers"), el("span", {}, `${known.reader.name} (${known.reader.role})`), leave);
}

async function signOut(): Promise<void> {
  await call("DELETE", "session");
  session = null;
  location.hash = "#/";
  await route();
}

document.getElementById("skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main")?.focus();
});
window.addEventListener("hashchange", () => void route());
void beginTab().then(route);
