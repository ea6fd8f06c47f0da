import { el } from "./elements.js";
import { outline } from "./planes.js";
import { colourOf } from "./viewer.js";
const size = 132;
/** Masks side by side, one of which is to be chosen: by its button, or by its number. */
export class Candidates {
    annotator;
    element;
    buttons = [];
    pictures = [];
    constructor(annotator, choose, none) {
        this.annotator = annotator;
        const { claim } = annotator.region;
        const row = el("div", { class: "candidates" });
        for (let i = 0; i < claim.proposals; i++) {
            const picture = el("canvas", { "aria-hidden": "true", width: size, height: size });
            // What was chosen before is told; at first nothing says whose a mask is.
            const label = i === 0 && claim.round > 0 ? "1: as you chose" : `${i + 1}`;
            const button = el("button", { type: "button", "aria-keyshortcuts": `${i + 1}`, "aria-label": `Mask ${label}`, onclick: () => choose(i) }, picture, el("span", {}, label));
            this.pictures.push(picture);
            this.buttons.push(button);
            row.append(button);
        }
        this.element = el("section", { "aria-label": "Masks to choose from" }, el("h2", {}, "Which one is right?"), row, el("div", { class: "row" }, none));
    }
    /** Draws each mask on the slice that is shown. */
    update() {
        const { accepted, verdict } = this.annotator.picture;
        this.buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(verdict === "accepted" && accepted === i)));
        this.pictures.forEach((picture, i) => this.draw(picture, i));
    }
    draw(picture, which) {
        const { region, viewer, slice } = this.annotator;
        const { claim, ground } = region;
        const context = picture.getContext("2d");
        const margin = Math.max(4, Math.round(Math.max(claim.box.bottom - claim.box.top, claim.box.right - claim.box.left) * 0.25));
        const side = Math.max(claim.box.bottom - claim.box.top, claim.box.right - claim.box.left) + 1 + 2 * margin;
        const scale = size / side;
        const left = (claim.box.left + claim.box.right + 1 - side) / 2;
        const top = (claim.box.top + claim.box.bottom + 1 - side) / 2;
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.clearRect(0, 0, size, size);
        context.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
        context.imageSmoothingEnabled = false;
        context.drawImage(viewer.base, 0, 0);
        for (let k = claim.exclusive ? 1 : 0; k < claim.classes; k++) {
            const plane = region.plane(ground.proposals[which], k, slice);
            const asked = ground.region === null ? null : region.plane(ground.region, 0, slice);
            // Within the region alone: nothing else is to be chosen.
            const path = outline((pixel) => (asked === null || asked[pixel] === 1 ? plane[pixel] : 0), claim.height, claim.width);
            context.lineWidth = 3.5 / scale;
            context.strokeStyle = "rgba(0, 0, 0, 0.6)";
            context.stroke(path);
            context.lineWidth = 2 / scale;
            context.strokeStyle = colourOf(k);
            context.stroke(path);
        }
    }
}
