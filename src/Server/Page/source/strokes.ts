// What strokes give, in whole numbers: the rules of docs/strokes.md, which the server and every replay follow too.

import { coverLine, coverPolygon } from "./shapes.js";

export type Tool = "brush" | "eraser" | "lasso" | "polygon" | "fill" | "accept" | "reject" | "click" | "clear" | "mask" | "undo" | "redo";

export interface Stroke {
  tool: Tool;
  class?: number;
  slice?: number;
  /** x and y one after the other, in sixteenths of a pixel. */
  points?: number[];
  radius?: number;
  erase?: boolean;
  proposal?: number;
  blob?: string;
}

export type Verdict = "none" | "accepted" | "rejected" | "repainted";

/** A place where what stands is wrong: whether the target is there. */
export interface Click {
  row: number;
  column: number;
  slice: number;
  inside: boolean;
}

/** The part of a slice that changed; all four sides belong to it. */
export interface Box {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** What strokes are drawn on; planes are class by class, slice by slice, row by row. */
export interface Ground {
  depth: number;
  height: number;
  width: number;
  classes: number;
  exclusive: boolean;
  /** Where pixels may change; null means everywhere. */
  region: Uint8Array | null;
  /** What the region begins as; null means background. */
  start: Uint8Array | null;
  proposals: Uint8Array[];
}

/** The picture that strokes give, kept up to date stroke by stroke. */
export class Picture {
  readonly values: Uint8Array;
  readonly count: number;
  readonly size: number;
  verdict: Verdict = "none";
  accepted: number | null = null;
  /** Where was pointed since anything else was last done. */
  clicks: Click[] = [];
  readonly standing: Stroke[] = [];
  private undone: Stroke[] = [];
  private changed: Box | null = null;

  constructor(readonly ground: Ground) {
    this.size = ground.height * ground.width;
    this.count = ground.depth * this.size;
    this.values = new Uint8Array(ground.classes * this.count);
    this.take(ground.start);
  }

  get canUndo(): boolean {
    return this.standing.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Draws a stroke, or takes one back. Returns what may have changed; null for everything. */
  apply(stroke: Stroke): Box | null {
    if (stroke.tool === "undo") {
      const last = this.standing.pop();
      if (last) {
        this.undone.push(last);
        this.redraw();
      }
      return null;
    }
    if (stroke.tool === "redo") {
      const again = this.undone.pop();
      if (again) {
        this.standing.push(again);
        return this.draw(again);
      }
      return null;
    }
    this.standing.push(stroke);
    this.undone = [];
    return this.draw(stroke);
  }

  /** Draws the part of a brush's or eraser's line that is new, before the stroke is finished. */
  preview(stroke: Stroke, firstPoint: number): Box {
    this.changed = null;
    this.line(stroke, firstPoint);
    return this.changed ?? { top: 0, left: 0, bottom: -1, right: -1 };
  }

  /** Draws everything that stands anew. */
  redraw(): void {
    this.values.fill(0);
    this.verdict = "none";
    this.accepted = null;
    this.clicks = [];
    this.take(this.ground.start);
    for (const stroke of this.standing) this.draw(stroke);
  }

  private draw(stroke: Stroke): Box | null {
    const { height, width } = this.ground;
    switch (stroke.tool) {
      case "accept":
        this.take(this.ground.proposals[stroke.proposal ?? 0]);
        this.verdict = "accepted";
        this.accepted = stroke.proposal ?? 0;
        this.clicks = [];
        return null;
      case "reject":
        this.take(this.ground.start);
        this.verdict = "rejected";
        this.accepted = null;
        this.clicks = [];
        return null;
      case "click":
        this.click(stroke);
        return null;
      case "mask":
        throw new Error("A mask that was painted elsewhere cannot be shown here.");
    }
    this.changed = null;
    let all = false;
    if (stroke.tool === "clear") {
      this.take(null);
      all = true;
    } else if (stroke.tool === "fill") this.fill(stroke);
    else if (stroke.tool === "brush" || stroke.tool === "eraser") this.line(stroke, 0);
    else if (stroke.tool === "lasso" || stroke.tool === "polygon") {
      const first = (stroke.slice ?? 0) * this.size;
      coverPolygon(stroke.points ?? [], height, width, (row, column) => this.set(first, row, column, stroke.class ?? 0, stroke.erase === true));
    }
    if (this.verdict === "rejected") this.verdict = "repainted";
    this.clicks = [];
    return all ? null : (this.changed ?? { top: 0, left: 0, bottom: -1, right: -1 });
  }

  // It is about what stands, whatever was painted or said of it before.
  private click(stroke: Stroke): void {
    if (this.clicks.length === 0) this.take(this.ground.start);
    this.verdict = "none";
    this.accepted = null;
    const [x, y] = stroke.points ?? [];
    const [column, row] = [x >> 4, y >> 4];
    if (column < 0 || column >= this.ground.width || row < 0 || row >= this.ground.height) return;
    this.clicks = [...this.clicks, { row, column, slice: stroke.slice ?? 0, inside: stroke.erase !== true }];
  }

  private line(stroke: Stroke, firstPoint: number): void {
    const first = (stroke.slice ?? 0) * this.size;
    const erases = stroke.tool === "eraser";
    coverLine(stroke.points ?? [], stroke.radius ?? 0, this.ground.height, this.ground.width, firstPoint, (row, column) =>
      this.set(first, row, column, stroke.class ?? 0, erases),
    );
  }

  private take(mask: Uint8Array | null | undefined): void {
    const { region, exclusive, classes } = this.ground;
    for (let k = 0; k < classes; k++) {
      const background = exclusive && k === 0 ? 1 : 0;
      const plane = k * this.count;
      for (let pixel = 0; pixel < this.count; pixel++)
        if (region === null || region[pixel] !== 0) this.values[plane + pixel] = mask ? mask[plane + pixel] : background;
    }
  }

  private set(first: number, row: number, column: number, k: number, erases: boolean): void {
    const { region, exclusive, classes, width } = this.ground;
    const pixel = first + row * width + column;
    if (region !== null && region[pixel] === 0) return;
    if (!exclusive) this.values[k * this.count + pixel] = erases ? 0 : 1;
    else for (let other = 0; other < classes; other++) this.values[other * this.count + pixel] = other === (erases ? 0 : k) ? 1 : 0;
    const box = this.changed;
    if (box === null) this.changed = { top: row, left: column, bottom: row, right: column };
    else {
      if (row < box.top) box.top = row;
      if (row > box.bottom) box.bottom = row;
      if (column < box.left) box.left = column;
      if (column > box.right) box.right = column;
    }
  }

  private fill(stroke: Stroke): void {
    const { region, exclusive, classes, height, width } = this.ground;
    const [x, y] = stroke.points ?? [];
    const column = x >> 4;
    const row = y >> 4;
    const first = (stroke.slice ?? 0) * this.size;
    const k = stroke.class ?? 0;
    if (column < 0 || column >= width || row < 0 || row >= height) return;
    const seed = first + row * width + column;
    if (region !== null && region[seed] === 0) return;
    // The class of each pixel of the slice before the stroke: the fill changes what it compares.
    const before = new Uint8Array(this.size);
    for (let pixel = 0; pixel < this.size; pixel++) {
      if (!exclusive) before[pixel] = this.values[k * this.count + first + pixel];
      else for (let other = 0; other < classes; other++) if (this.values[other * this.count + first + pixel] === 1) before[pixel] = other + 1;
    }
    const wanted = before[seed - first];
    const seen = new Uint8Array(this.size);
    const next = [seed - first];
    seen[seed - first] = 1;
    const reach = (r: number, c: number): void => {
      if (r < 0 || r >= height || c < 0 || c >= width) return;
      const pixel = r * width + c;
      if (seen[pixel] === 1 || before[pixel] !== wanted || (region !== null && region[first + pixel] === 0)) return;
      seen[pixel] = 1;
      next.push(pixel);
    };
    while (next.length > 0) {
      const pixel = next.pop() as number;
      const r = Math.floor(pixel / width);
      const c = pixel % width;
      this.set(first, r, c, k, stroke.erase === true);
      reach(r - 1, c);
      reach(r + 1, c);
      reach(r, c - 1);
      reach(r, c + 1);
    }
  }
}
