import { Activity } from "./activity.js";
import { announce } from "./elements.js";
import { outline } from "./planes.js";
import { Picture } from "./strokes.js";
import { Viewer, classColours } from "./viewer.js";
import { drawWindowed, usualLevels } from "./windowing.js";
const largest = 1 << 20;
const mostPoints = 100_000;
/** One region on the canvas: tools, cursor, and the strokes that they make. */
export class Annotator {
    region;
    outbox;
    viewer;
    picture;
    tool = "brush";
    erases = false;
    class = 0;
    radius = 40;
    slice;
    levels = { low: 0, high: 255 };
    image = null;
    showsModel = true;
    proposal = 0;
    cursor;
    /** While a region is being ended nothing more is painted on it. */
    frozen = false;
    /** Is told when anything but the picture changed. */
    changed = () => undefined;
    stroke = null;
    activity;
    ending = new AbortController();
    hasLevels = false;
    constructor(region, outbox) {
        this.region = region;
        this.outbox = outbox;
        const { claim, ground } = region;
        this.picture = new Picture(ground);
        this.slice = claim.box.slice;
        this.class = claim.exclusive && claim.classes > 1 ? 1 : 0;
        this.cursor = { column: (claim.box.left + claim.box.right) >> 1, row: (claim.box.top + claim.box.bottom) >> 1 };
        this.viewer = new Viewer(claim.height, claim.width, {
            id: "picture",
            tabindex: "0",
            role: "application",
            "aria-label": `Picture of ${claim.caseId}, region of ${claim.box.pixels} pixels`,
            "aria-describedby": "picture-help",
            "data-region": claim.id,
        });
        this.viewer.decorate = (context) => this.decorate(context);
        this.activity = new Activity(document.body, this.ending.signal);
        for (const stroke of claim.strokes)
            this.picture.apply(stroke);
        for (const one of this.outbox().strokes)
            this.picture.apply(one.stroke);
        this.listen();
    }
    dispose() {
        this.commit();
        this.frozen = true;
        this.ending.abort();
        this.viewer.dispose();
    }
    /** The time at work since the last stroke. */
    time() {
        return this.activity.take();
    }
    /** The latest strokes have to be safe before the page goes. */
    leave() {
        this.commit();
    }
    get isDrawing() {
        return this.stroke !== null;
    }
    async showSlice(index) {
        this.commit();
        this.slice = Math.max(0, Math.min(this.region.claim.depth - 1, index));
        this.image = await this.region.slice(this.slice);
        if (!this.hasLevels)
            this.levels = usualLevels(this.image);
        this.hasLevels = true;
        this.window();
        this.outlines();
        this.repaint(null);
        this.changed();
    }
    /** Draws the image's values between the levels. */
    window() {
        const { region } = this.region.ground;
        if (this.image !== null)
            drawWindowed(this.viewer.base, this.image, this.levels, region === null ? null : this.region.plane(region, 0, this.slice));
        this.viewer.changed();
    }
    fitRegion() {
        const { box, height, width } = this.region.claim;
        const margin = Math.max(6, Math.round(Math.max(box.bottom - box.top, box.right - box.left) * 0.35));
        this.viewer.fit({
            top: Math.max(0, box.top - margin),
            left: Math.max(0, box.left - margin),
            bottom: Math.min(height - 1, box.bottom + margin),
            right: Math.min(width - 1, box.right + margin),
        });
    }
    fitImage() {
        this.viewer.fit({ top: 0, left: 0, bottom: this.region.claim.height - 1, right: this.region.claim.width - 1 });
    }
    /** Does what is not drawn: accept, reject, clear, undo, redo. */
    act(stroke) {
        if (this.frozen)
            return;
        this.commit();
        if ((stroke.tool === "undo" && !this.picture.canUndo) || (stroke.tool === "redo" && !this.picture.canRedo)) {
            announce(stroke.tool === "undo" ? "There is nothing to undo." : "There is nothing to redo.");
            return;
        }
        this.send(stroke);
        this.repaint(this.picture.apply(stroke));
        this.changed();
    }
    move(columns, rows) {
        const { width, height } = this.region.claim;
        const from = this.cursor;
        this.cursor = { column: Math.max(0, Math.min(width - 1, from.column + columns)), row: Math.max(0, Math.min(height - 1, from.row + rows)) };
        if (this.stroke?.byKey === true && this.tool !== "polygon")
            this.extend(...this.centre());
        this.viewer.reveal(this.cursor.column, this.cursor.row);
        this.viewer.changed();
        announce(`Column ${this.cursor.column}, row ${this.cursor.row}${this.isInRegion() ? "" : ", outside of the region"}`);
    }
    /** Space: sets down and lifts the tool at the cursor. */
    pen() {
        if (this.frozen)
            return;
        const [x, y] = this.centre();
        if (this.tool === "fill")
            this.begin(x, y, true), this.commit();
        else if (this.stroke === null) {
            this.begin(x, y, true);
            announce(this.tool === "polygon" ? "First corner set." : `The ${this.tool} is down.`);
        }
        else if (this.tool === "polygon") {
            this.extend(x, y);
            announce(`Corner ${this.stroke.stroke.points.length / 2} set.`);
        }
        else {
            this.commit();
            announce(`The ${this.tool} is lifted.`);
        }
    }
    choose(tool) {
        this.commit();
        this.tool = tool;
        this.changed();
        announce(`Tool: ${tool}.`);
    }
    /** Drops the stroke that is not finished. Returns whether there was one. */
    cancel() {
        if (this.stroke === null)
            return false;
        this.stroke = null;
        this.picture.redraw();
        this.repaint(null);
        announce("The stroke was dropped.");
        return true;
    }
    /** Finishes the stroke. */
    commit() {
        if (this.stroke === null)
            return;
        const { stroke } = this.stroke;
        this.stroke = null;
        const isClosed = stroke.tool === "lasso" || stroke.tool === "polygon";
        if (isClosed && stroke.points.length < 6) {
            this.viewer.changed();
            return;
        }
        this.send(stroke);
        this.repaint(this.picture.apply(stroke));
        this.changed();
    }
    repaint(box) {
        const { values, size, count } = this.picture;
        const { classes, exclusive } = this.region.claim;
        const first = this.slice * size;
        const colours = classColours.map(([r, g, b]) => 0xff000000 | (b << 16) | (g << 8) | r);
        this.viewer.paint((pixel) => {
            // The background of classes that exclude each other has no colour.
            for (let k = classes - 1; k >= (exclusive ? 1 : 0); k--)
                if (values[k * count + first + pixel] === 1)
                    return colours[k % colours.length];
            return 0;
        }, box);
    }
    outlines() {
        const { ground, model, claim } = this.region;
        const { height, width } = claim;
        this.viewer.outlines = [];
        if (ground.region !== null) {
            const plane = this.region.plane(ground.region, 0, this.slice);
            this.viewer.outlines.push({ path: outline((pixel) => plane[pixel], height, width), colour: "#ffffff" });
        }
        const first = claim.exclusive ? 1 : 0;
        const foreground = (mask) => (pixel) => {
            for (let k = first; k < claim.classes; k++)
                if (mask[(k * claim.depth + this.slice) * this.picture.size + pixel] === 1)
                    return 1;
            return 0;
        };
        if (model !== null && this.showsModel)
            this.viewer.outlines.push({ path: outline(foreground(model), height, width), colour: "#40d0ff", dashed: true });
        if (claim.proposals > 0)
            this.viewer.outlines.push({ path: outline(foreground(ground.proposals[this.proposal]), height, width), colour: "#ff9de0", dashed: true });
        this.viewer.changed();
    }
    begin(x, y, byKey) {
        const stroke = { tool: this.tool, points: [clamp(x), clamp(y)] };
        if (this.class > 0)
            stroke.class = this.class;
        if (this.slice > 0)
            stroke.slice = this.slice;
        if ((this.tool === "brush" || this.tool === "eraser") && this.radius > 0)
            stroke.radius = this.radius;
        if (this.erases && (this.tool === "lasso" || this.tool === "polygon" || this.tool === "fill"))
            stroke.erase = true;
        this.stroke = { stroke, byKey };
        this.preview(0);
    }
    extend(x, y) {
        const points = this.stroke?.stroke.points;
        if (points === undefined)
            return;
        const [px, py] = [clamp(x), clamp(y)];
        if (points[points.length - 2] === px && points[points.length - 1] === py)
            return;
        if (points.length / 2 >= mostPoints)
            return;
        points.push(px, py);
        this.preview(points.length - 2);
    }
    preview(from) {
        if (this.stroke === null)
            return;
        const { stroke } = this.stroke;
        if (stroke.tool === "brush" || stroke.tool === "eraser")
            this.repaint(this.picture.preview(stroke, from));
        this.viewer.changed();
    }
    send(stroke) {
        this.outbox().add({ stroke, ...this.activity.take() });
    }
    centre() {
        return [16 * this.cursor.column + 8, 16 * this.cursor.row + 8];
    }
    isInRegion() {
        const { region } = this.region.ground;
        return region === null || region[this.slice * this.picture.size + this.cursor.row * this.region.claim.width + this.cursor.column] === 1;
    }
    listen() {
        const { canvas } = this.viewer;
        const signal = this.ending.signal;
        const pointers = new Map();
        let panning = false;
        canvas.addEventListener("pointerdown", (event) => {
            canvas.focus({ preventScroll: true });
            canvas.setPointerCapture(event.pointerId);
            pointers.set(event.pointerId, this.viewer.onCanvas(event.clientX, event.clientY));
            // A second finger moves and zooms; what the first began was no stroke.
            if (pointers.size === 2)
                this.cancel();
            panning = pointers.size > 1 || event.button === 1 || (event.button === 0 && event.ctrlKey);
            if (panning || event.button !== 0 || this.frozen)
                return;
            event.preventDefault();
            const [x, y] = this.viewer.toImage(event.clientX, event.clientY);
            this.cursor = { column: Math.max(0, Math.min(this.region.claim.width - 1, x >> 4)), row: Math.max(0, Math.min(this.region.claim.height - 1, y >> 4)) };
            if (this.tool === "polygon" && this.stroke !== null)
                this.extend(x, y);
            else {
                this.commit();
                this.begin(x, y, false);
            }
            if (this.tool === "fill")
                this.commit();
        }, { signal });
        canvas.addEventListener("pointermove", (event) => {
            const before = pointers.get(event.pointerId);
            if (before === undefined)
                return;
            const now = this.viewer.onCanvas(event.clientX, event.clientY);
            if (panning) {
                const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
                if (others.length > 0) {
                    const [other] = others;
                    const distance = (at) => Math.max(1, Math.hypot(at[0] - other[0], at[1] - other[1]));
                    this.viewer.zoom(distance(now) / distance(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
                }
                this.viewer.pan((now[0] - before[0]) / (others.length + 1), (now[1] - before[1]) / (others.length + 1));
            }
            else if (this.stroke !== null && this.tool !== "polygon") {
                const events = event.getCoalescedEvents?.() ?? [];
                for (const one of events.length > 0 ? events : [event])
                    this.extend(...this.viewer.toImage(one.clientX, one.clientY));
            }
            pointers.set(event.pointerId, now);
        }, { signal });
        const end = (event) => {
            pointers.delete(event.pointerId);
            if (pointers.size === 0)
                panning = false;
            if (this.stroke !== null && this.tool !== "polygon" && !this.stroke.byKey) {
                if (event.type === "pointercancel")
                    this.cancel();
                else
                    this.commit();
            }
        };
        canvas.addEventListener("pointerup", end, { signal });
        canvas.addEventListener("pointercancel", end, { signal });
        canvas.addEventListener("dblclick", () => this.tool === "polygon" && this.commit(), { signal });
        canvas.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    }
    decorate(context) {
        const { scale, x, y } = this.viewer;
        const unit = Math.max(1, window.devicePixelRatio);
        const line = (colour, width, draw) => {
            context.strokeStyle = colour;
            context.lineWidth = width * unit;
            context.beginPath();
            draw();
            context.stroke();
        };
        if (this.stroke !== null && (this.tool === "lasso" || this.tool === "polygon")) {
            const { points } = this.stroke.stroke;
            const path = () => {
                for (let i = 0; i < points.length; i += 2)
                    context.lineTo(x + (points[i] * scale) / 16, y + (points[i + 1] * scale) / 16);
                if (this.stroke?.byKey === true && this.tool === "polygon")
                    context.lineTo(x + (this.cursor.column + 0.5) * scale, y + (this.cursor.row + 0.5) * scale);
                context.closePath();
            };
            line("rgba(0,0,0,0.7)", 3.5, path);
            line("#ffffff", 1.5, path);
        }
        if (document.activeElement !== this.viewer.canvas)
            return;
        const [cx, cy] = [x + (this.cursor.column + 0.5) * scale, y + (this.cursor.row + 0.5) * scale];
        const cross = () => {
            for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
                context.moveTo(cx + dx * 5 * unit, cy + dy * 5 * unit);
                context.lineTo(cx + dx * 14 * unit, cy + dy * 14 * unit);
            }
            if (this.tool === "brush" || this.tool === "eraser") {
                const radius = Math.max((this.radius / 16) * scale, 2 * unit);
                context.moveTo(cx + radius, cy);
                context.arc(cx, cy, radius, 0, 2 * Math.PI);
            }
        };
        line("rgba(0,0,0,0.8)", 3, cross);
        line(this.stroke?.byKey === true ? "#ffd23f" : "#ffffff", 1.25, cross);
    }
}
function clamp(at) {
    return Math.max(-largest, Math.min(largest, at));
}
