// What strokes give, in whole numbers: the rules of docs/strokes.md, which the server and every replay follow too.

export type Tool = "brush" | "eraser" | "lasso" | "polygon" | "fill" | "accept" | "reject" | "clear" | "mask" | "undo" | "redo";

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

const longestStep = 4095;

/** Calls with every pixel of one slice that a line covers. */
export function coverLine(points: readonly number[], radius: number, height: number, width: number, first: number, cover: (row: number, column: number) => void): void {
  for (let i = first; i < points.length; i += 2) {
    const column = points[i] >> 4;
    const row = points[i + 1] >> 4;
    if (column >= 0 && column < width && row >= 0 && row < height) cover(row, column);
    const from = Math.max(i - 2, 0);
    coverStep(points[from], points[from + 1], points[i], points[i + 1], radius, height, width, cover);
  }
}

function coverStep(ax: number, ay: number, bx: number, by: number, radius: number, height: number, width: number, cover: (row: number, column: number) => void): void {
  if (Math.abs(bx - ax) > longestStep || Math.abs(by - ay) > longestStep) {
    const mx = (ax + bx) >> 1;
    const my = (ay + by) >> 1;
    coverStep(ax, ay, mx, my, radius, height, width, cover);
    coverStep(mx, my, bx, by, radius, height, width, cover);
    return;
  }
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const reach = radius * radius;
  const top = Math.max((Math.min(ay, by) - radius) >> 4, 0);
  const bottom = Math.min((Math.max(ay, by) + radius) >> 4, height - 1);
  const left = Math.max((Math.min(ax, bx) - radius) >> 4, 0);
  const right = Math.min((Math.max(ax, bx) + radius) >> 4, width - 1);
  for (let row = top; row <= bottom; row++) {
    const py = 16 * row + 8 - ay;
    for (let column = left; column <= right; column++) {
      const px = 16 * column + 8 - ax;
      const along = px * dx + py * dy;
      let near: boolean;
      if (along <= 0) near = px * px + py * py <= reach;
      else if (along >= length) near = (px - dx) * (px - dx) + (py - dy) * (py - dy) <= reach;
      else {
        const across = px * dy - py * dx;
        near = across * across <= reach * length;
      }
      if (near) cover(row, column);
    }
  }
}

/** Calls with every pixel of one slice that lies within a closed line. */
export function coverPolygon(points: readonly number[], height: number, width: number, cover: (row: number, column: number) => void): void {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 1; i < points.length; i += 2) {
    low = Math.min(low, points[i]);
    high = Math.max(high, points[i]);
  }
  const last = Math.min(height - 1, high >> 4);
  for (let row = Math.max(0, (low >> 4) - 1); row <= last; row++) {
    const y = 16 * row + 8;
    const ends: number[] = [];
    for (let i = 0; i < points.length; i += 2) {
      const next = (i + 2) % points.length;
      if (points[i + 1] > y === points[next + 1] > y) continue;
      ends.push(firstColumn(points[i], points[i + 1], points[next], points[next + 1], y, width));
    }
    ends.sort((a, b) => a - b);
    for (let i = 0; i + 1 < ends.length; i += 2) for (let column = ends[i]; column < ends[i + 1]; column++) cover(row, column);
  }
}

function firstColumn(x1: number, y1: number, x2: number, y2: number, y: number, width: number): number {
  if (y2 < y1) [x1, y1, x2, y2] = [x2, y2, x1, y1];
  const across = (y - y1) * (x2 - x1);
  let low = 0;
  let high = width;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((16 * middle + 8 - x1) * (y2 - y1) < across) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The picture that strokes give, kept up to date stroke by stroke. */
export class Picture {
  readonly values: Uint8Array;
  readonly count: number;
  readonly size: number;
  verdict: Verdict = "none";
  accepted: number | null = null;
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
        return null;
      case "reject":
        this.take(this.ground.start);
        this.verdict = "rejected";
        this.accepted = null;
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
    return all ? null : (this.changed ?? { top: 0, left: 0, bottom: -1, right: -1 });
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
