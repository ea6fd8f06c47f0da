import { Candidates } from "./candidates.js";
import { announce, el } from "./elements.js";
const drawn = [
    ["brush", "Brush", "B"],
    ["eraser", "Eraser", "E"],
    ["lasso", "Lasso", "L"],
    ["polygon", "Polygon", "P"],
    ["fill", "Fill", "F"],
];
/** Buttons and settings beside the picture; everything here has a key too. */
export class PaintPanel {
    annotator;
    toolbar;
    element;
    buttons = new Map();
    state = el("p", { class: "saved", role: "status", id: "saved" }, "Saved");
    radius = el("input", { id: "radius", type: "range", min: 0, max: 64, step: 0.5 });
    low = el("input", { id: "low", type: "range", min: 0, max: 255 });
    high = el("input", { id: "high", type: "range", min: 0, max: 255 });
    visible = el("input", { id: "opacity", type: "range", min: 0, max: 1, step: 0.05 });
    sure = el("select", { id: "confidence" }, el("option", { value: "" }, "not said"), el("option", { value: "1" }, "certain"), el("option", { value: "0.75" }, "quite sure"), el("option", { value: "0.5" }, "unsure"));
    classes = el("select", { id: "class" });
    slice = el("input", { id: "slice", type: "range", min: 0 });
    neighbours;
    values = new Map();
    candidates;
    constructor(annotator, act) {
        this.annotator = annotator;
        const { claim } = annotator.region;
        const button = (action, label, key, kind = "") => {
            const made = el("button", { type: "button", class: kind, "aria-keyshortcuts": key, title: `${label} (${key})`, onclick: () => (act(action), this.focus(action)) }, label);
            this.buttons.set(action, made);
            return made;
        };
        this.toolbar = el("div", { class: "toolbar", role: "toolbar", "aria-label": "Tools" }, ...(claim.task === "click" ? [button("click", "Click", "C")] : []), ...drawn.map(([tool, label, key]) => button(tool, label, key)));
        this.toolbar.append(button("erase", "Take away", "T"), el("span", { class: "gap" }), button("undo", "Undo", "Z"), button("redo", "Redo", "Y"), button("clear", "Empty", "X"), el("span", { class: "gap" }));
        this.toolbar.append(button("zoomOut", "−", "-"), button("zoomIn", "+", "+"), button("fitRegion", "Region", "0"), button("fitImage", "All", "Shift+0"), button("help", "Keys", "?"));
        this.buttons.get("zoomOut")?.setAttribute("aria-label", "Zoom out");
        this.buttons.get("zoomIn")?.setAttribute("aria-label", "Zoom in");
        for (let k = claim.exclusive && claim.classes > 1 ? 1 : 0; k < claim.classes; k++)
            this.classes.append(el("option", { value: k }, `Class ${claim.exclusive ? k : k + 1}`));
        this.classes.addEventListener("change", () => this.chooseClass(Number(this.classes.value)));
        this.radius.addEventListener("input", () => this.set(() => (annotator.radius = Math.round(16 * Number(this.radius.value)))));
        this.visible.addEventListener("input", () => this.set(() => (annotator.viewer.opacity = Number(this.visible.value))));
        this.low.addEventListener("input", () => this.set(() => this.level(Math.min(Number(this.low.value), annotator.levels.high - 1), annotator.levels.high)));
        this.high.addEventListener("input", () => this.set(() => this.level(annotator.levels.low, Math.max(Number(this.high.value), annotator.levels.low + 1))));
        this.slice.max = String(claim.depth - 1);
        this.slice.addEventListener("input", () => void annotator.showSlice(Number(this.slice.value)));
        this.neighbours = claim.depth < 2 ? null : [el("canvas", { "aria-hidden": "true" }), el("canvas", { "aria-hidden": "true" })];
        this.candidates = claim.task === "choose" ? new Candidates(annotator, (which) => act(`candidate ${which}`), button("reject", "None of them", "R")) : null;
        const proposal = this.candidates !== null
            ? this.candidates.element
            : claim.proposals === 0
                ? null
                : el("section", { "aria-label": "Proposal" }, el("h2", {}, claim.task === "click" ? "What is shown" : claim.task === "judge" && claim.round > 0 ? "The refined mask" : "Proposal"), el("div", { class: "row" }, button("accept", "Accept", "A", "primary"), button("reject", "Reject", "R"), claim.proposals > 1 ? button("proposal", "Next proposal", "G") : null));
        this.element = el("aside", { class: "card", "aria-label": "Region" }, this.state, proposal, el("h2", {}, "Brush and view"), claim.classes > (claim.exclusive ? 2 : 1) ? el("div", { class: "field" }, el("label", { for: "class" }, "Class"), this.classes) : null, this.field("Radius, pixels", this.radius), this.field("Black at", this.low), this.field("White at", this.high), this.field("Mask's opacity", this.visible), claim.depth < 2 ? null : this.field("Slice", this.slice), this.neighbours === null ? null : el("div", { class: "neighbours" }, el("figure", {}, this.neighbours[0], el("figcaption", {}, "before")), el("figure", {}, this.neighbours[1], el("figcaption", {}, "after"))), el("h2", {}, "Done?"), el("div", { class: "field" }, el("label", { for: "confidence" }, "How sure are you?"), this.sure), el("div", { class: "row" }, button("finish", "Finish region", "Enter", "primary"), button("decline", claim.second ? "Keep first answer" : "Leave to model", "D")), el("div", { class: "row" }, button("previous", "Previous", "Shift+N"), button("next", "Next", "N")));
    }
    get confidence() {
        return this.sure.value === "" ? null : Number(this.sure.value);
    }
    update() {
        const { annotator } = this;
        const { claim } = annotator.region;
        this.candidates?.update();
        for (const tool of ["click", ...drawn.map(([name]) => name)])
            this.buttons.get(tool)?.setAttribute("aria-pressed", String(annotator.tool === tool));
        this.buttons.get("erase")?.setAttribute("aria-pressed", String(annotator.erases));
        this.buttons.get("undo")?.toggleAttribute("disabled", !annotator.picture.canUndo);
        this.buttons.get("redo")?.toggleAttribute("disabled", !annotator.picture.canRedo);
        this.buttons.get("accept")?.setAttribute("aria-pressed", String(annotator.picture.verdict === "accepted"));
        this.buttons.get("reject")?.setAttribute("aria-pressed", String(annotator.picture.verdict === "rejected" || annotator.picture.verdict === "repainted"));
        const largest = annotator.image?.largest ?? 255;
        for (const input of [this.low, this.high])
            input.max = String(largest);
        this.show(this.radius, annotator.radius / 16, String(annotator.radius / 16));
        this.show(this.low, annotator.levels.low, String(annotator.levels.low));
        this.show(this.high, annotator.levels.high, String(annotator.levels.high));
        this.show(this.visible, annotator.viewer.opacity, `${Math.round(100 * annotator.viewer.opacity)} %`);
        this.show(this.slice, annotator.slice, `${annotator.slice + 1} of ${claim.depth}`);
        this.classes.value = String(annotator.class);
        if (this.neighbours !== null)
            this.neighbours.forEach((canvas, i) => void this.thumbnail(canvas, annotator.slice + 2 * i - 1));
    }
    /** Says how far the strokes are. */
    saved(outbox, message) {
        const texts = {
            saved: "Saved",
            sealed: "Finished",
            saving: "Saving …",
            offline: outbox.isEnding ? "No connection: the finished region is kept in this browser" : `No connection: ${outbox.waiting} stroke${outbox.waiting === 1 ? "" : "s"} kept in this browser`,
            stale: "Another window has gone on",
            lost: "No longer yours",
            signedOut: "Signed out: strokes are kept in this browser",
        };
        this.state.textContent = outbox.state === "saved" && outbox.waiting > 0 ? texts.saving : texts[outbox.state];
        this.state.dataset["state"] = outbox.state;
        if (message !== "")
            announce(message);
    }
    chooseClass(k) {
        if (k < 0 || k >= this.annotator.region.claim.classes)
            return;
        this.annotator.commit();
        this.annotator.class = k;
        announce(`Class ${k + 1}.`);
        this.update();
    }
    resize(by) {
        const { annotator } = this;
        const step = annotator.radius < 64 ? 8 : annotator.radius < 256 ? 32 : 128;
        annotator.radius = Math.max(0, Math.min(4096, annotator.radius + by * step));
        announce(`Radius ${annotator.radius / 16} pixels.`);
        this.update();
        annotator.viewer.changed();
    }
    /** Narrows the range of values, or moves it, by a twentieth. */
    window(narrower, up) {
        const { low, high } = this.annotator.levels;
        const step = Math.max(1, Math.round((high - low) / 20));
        this.level(low + step * (narrower + up), high + step * (up - narrower));
        this.update();
    }
    opacity(by) {
        this.annotator.viewer.opacity = Math.max(0, Math.min(1, Math.round(10 * (this.annotator.viewer.opacity + by)) / 10));
        this.annotator.viewer.changed();
        this.update();
    }
    level(low, high) {
        const largest = this.annotator.image?.largest ?? 255;
        const from = Math.max(0, Math.min(largest - 1, low));
        this.annotator.levels = { low: from, high: Math.max(from + 1, Math.min(largest, high)) };
        this.annotator.window();
    }
    set(change) {
        change();
        this.update();
        this.annotator.viewer.changed();
    }
    // After a button of the toolbar the keys go on where they were.
    focus(action) {
        if (!["help", "decline", "finish", "next", "previous", "zoomIn", "zoomOut"].includes(action))
            this.annotator.viewer.canvas.focus({ preventScroll: true });
    }
    show(input, value, text) {
        input.value = String(value);
        input.setAttribute("aria-valuetext", text);
        const output = this.values.get(input);
        if (output !== undefined)
            output.textContent = text;
    }
    field(label, input) {
        const output = el("output", { for: input.id });
        this.values.set(input, output);
        return el("div", { class: "field" }, el("label", { for: input.id }, label), input, output);
    }
    async thumbnail(canvas, index) {
        const { region, levels } = this.annotator;
        const isThere = index >= 0 && index < region.claim.depth;
        canvas.hidden = !isThere;
        if (!isThere)
            return;
        const { drawWindowed } = await import("./windowing.js");
        drawWindowed(canvas, await region.slice(index), levels, null);
    }
}
