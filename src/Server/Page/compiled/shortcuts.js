import { ask, el } from "./elements.js";
/** What keys do while the picture has the focus; the names of keys are those of the keyboard, letters small. */
export const shortcuts = [
    { keys: ["arrowleft", "arrowright", "arrowup", "arrowdown"], action: "move", what: "Move the cursor by a pixel; with Shift by ten" },
    { keys: [" "], action: "pen", what: "Set the brush, eraser or lasso down, and lift it again; set a corner; fill" },
    { keys: ["b"], action: "brush", what: "Brush" },
    { keys: ["e"], action: "eraser", what: "Eraser" },
    { keys: ["l"], action: "lasso", what: "Lasso: draw around what you mean" },
    { keys: ["p"], action: "polygon", what: "Polygon: corner by corner; Enter closes it" },
    { keys: ["f"], action: "fill", what: "Fill what is connected" },
    { keys: ["t"], action: "erase", what: "Lasso, polygon and fill take away instead" },
    { keys: ["a"], action: "accept", what: "Accept the proposal" },
    { keys: ["r"], action: "reject", what: "Reject the proposal" },
    { keys: ["g"], action: "proposal", what: "Show the next proposal" },
    { keys: ["c"], action: "click", what: "Click: point at what is wrong, where clicks are asked for" },
    { keys: ["x"], action: "clear", what: "Make the region empty" },
    { keys: ["z", "ctrl+z", "meta+z"], action: "undo", what: "Undo" },
    { keys: ["y", "ctrl+y", "ctrl+shift+z", "meta+shift+z"], action: "redo", what: "Redo" },
    { keys: ["["], action: "smaller", what: "Smaller brush" },
    { keys: ["]"], action: "larger", what: "Larger brush" },
    { keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], action: "class", what: "Choose one of several masks, where those are asked about; else the class" },
    { keys: ["+", "="], action: "zoomIn", what: "Zoom in" },
    { keys: ["-"], action: "zoomOut", what: "Zoom out" },
    { keys: ["0"], action: "fitRegion", what: "Show the region" },
    { keys: ["shift+0", "shift+)", "shift+="], action: "fitImage", what: "Show the whole image" },
    { keys: ["alt+arrowleft", "alt+arrowright", "alt+arrowup", "alt+arrowdown"], action: "pan", what: "Move the picture" },
    { keys: ["w", "shift+w"], action: "window", what: "Narrower, wider range of values" },
    { keys: ["v", "shift+v"], action: "level", what: "Range of values down, up" },
    { keys: ["o", "shift+o"], action: "opacity", what: "Mask less, more visible" },
    { keys: ["m"], action: "model", what: "Show or hide the model's outline, where the study shows it" },
    { keys: ["pageup", "pagedown"], action: "slice", what: "Slice before, slice after" },
    { keys: ["n"], action: "next", what: "Next region" },
    { keys: ["shift+n"], action: "previous", what: "Previous region" },
    { keys: ["enter"], action: "finish", what: "Close the polygon; else finish the region" },
    { keys: ["d"], action: "decline", what: "Leave the region to the model, with a reason" },
    { keys: ["escape"], action: "cancel", what: "Drop the stroke that is not finished" },
    { keys: ["?", "shift+?"], action: "help", what: "Show this" },
];
const actions = new Map(shortcuts.flatMap((one) => one.keys.map((key) => [key, one.action])));
/** What a key is for; null for nothing. */
export function actionOf(event) {
    const key = event.key.toLowerCase();
    const held = `${event.ctrlKey ? "ctrl+" : ""}${event.metaKey ? "meta+" : ""}${event.altKey ? "alt+" : ""}`;
    const found = actions.get(`${held}${event.shiftKey ? "shift+" : ""}${key}`);
    // Shift changes how far, and which sign a key is.
    return found ?? (held === "" ? (actions.get(key) ?? null) : null);
}
export async function showShortcuts() {
    const body = el("tbody");
    for (const one of shortcuts) {
        const keys = el("td");
        one.keys.slice(0, 4).forEach((key, i) => keys.append(i > 0 ? " " : "", el("kbd", {}, shown(key))));
        if (one.action === "class")
            keys.replaceChildren(el("kbd", {}, "1"), " … ", el("kbd", {}, "9"));
        body.append(el("tr", {}, keys, el("td", {}, one.what)));
    }
    await ask("Keys", [
        el("p", {}, "These work while the picture has the focus. Tab leaves it."),
        el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "All keys" }, el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Key"), el("th", { scope: "col" }, "What it does"))), body)),
    ], [{ value: "", label: "Close", primary: true }]);
}
function shown(key) {
    const names = { " ": "Space", arrowleft: "←", arrowright: "→", arrowup: "↑", arrowdown: "↓", pageup: "Page ↑", pagedown: "Page ↓", enter: "Enter", escape: "Esc" };
    return key
        .split(/\+(?=.)/)
        .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part[0].toUpperCase() + part.slice(1)))
        .join(" ");
}
