import { Activity } from "./activity.js";
import { drawCursor } from "./cursor.js";
import { announce } from "./elements.js";
import { drawMask, drawOutlines, fitRegion } from "./layers.js";
import type { Outbox } from "./outbox.js";
import type { ImageSlice } from "./planes.js";
import { listenToPointers } from "./pointers.js";
import { pointAt } from "./pointing.js";
import type { Region } from "./region.js";
import { Picture } from "./strokes.js";
import type { Box, Stroke, Tool } from "./strokes.js";
import { Viewer } from "./viewer.js";
import { drawWindowed, usualLevels } from "./windowing.js";
import type { Levels } from "./windowing.js";

const largest = 1 << 20;
const mostPoints = 100_000;

/** One region on the canvas: tools, cursor, and the strokes that they make. */
export class Annotator {
  readonly viewer: Viewer;
  readonly picture: Picture;
  tool: Tool = "brush";
  erases = false;
  class = 0;
  radius = 40;
  slice: number;
  levels: Levels = { low: 0, high: 255 };
  image: ImageSlice | null = null;
  showsModel = true;
  proposal = 0;
  cursor: { column: number; row: number };
  /** While a region is being ended nothing more is painted on it. */
  frozen = false;
  /** Is told when anything but the picture changed. */
  changed: () => void = () => undefined;
  /** The stroke that is being drawn. */
  stroke: { stroke: Stroke & { points: number[] }; byKey: boolean } | null = null;
  private readonly activity: Activity;
  private readonly ending = new AbortController();
  private hasLevels = false;

  constructor(
    readonly region: Region,
    private readonly outbox: () => Outbox,
  ) {
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
    this.viewer.decorate = (context) => drawCursor(this, context);
    this.activity = new Activity(document.body, this.ending.signal);
    for (const stroke of claim.strokes) this.picture.apply(stroke);
    for (const one of this.outbox().strokes) this.picture.apply(one.stroke);
    this.tool = claim.task === "click" ? "click" : "brush";
    listenToPointers(this, this.ending.signal);
  }

  dispose(): void {
    this.commit();
    this.frozen = true;
    this.ending.abort();
    this.viewer.dispose();
  }

  /** The time at work since the last stroke. */
  time(): { active: number; wall: number } {
    return this.activity.take();
  }

  async showSlice(index: number): Promise<void> {
    this.commit();
    this.slice = Math.max(0, Math.min(this.region.claim.depth - 1, index));
    this.image = await this.region.slice(this.slice);
    if (!this.hasLevels) this.levels = usualLevels(this.image);
    this.hasLevels = true;
    this.window();
    this.outlines();
    this.repaint(null);
    this.changed();
  }

  /** Draws the image's values between the levels. */
  window(): void {
    const { region } = this.region.ground;
    if (this.image !== null) drawWindowed(this.viewer.base, this.image, this.levels, region === null ? null : this.region.plane(region, 0, this.slice));
    this.viewer.changed();
  }

  fitRegion(): void {
    fitRegion(this);
  }

  fitImage(): void {
    this.viewer.fit({ top: 0, left: 0, bottom: this.region.claim.height - 1, right: this.region.claim.width - 1 });
  }

  /** Does what is not drawn: accept, reject, clear, undo, redo. */
  act(stroke: Stroke): void {
    if (this.frozen) return;
    this.commit();
    if ((stroke.tool === "undo" && !this.picture.canUndo) || (stroke.tool === "redo" && !this.picture.canRedo)) {
      announce(stroke.tool === "undo" ? "There is nothing to undo." : "There is nothing to redo.");
      return;
    }
    this.send(stroke);
    this.repaint(this.picture.apply(stroke));
    this.changed();
  }

  move(columns: number, rows: number): void {
    const { width, height } = this.region.claim;
    const from = this.cursor;
    this.cursor = { column: Math.max(0, Math.min(width - 1, from.column + columns)), row: Math.max(0, Math.min(height - 1, from.row + rows)) };
    if (this.stroke?.byKey === true && this.tool !== "polygon") this.extend(...this.centre());
    this.viewer.reveal(this.cursor.column, this.cursor.row);
    this.viewer.changed();
    announce(`Column ${this.cursor.column}, row ${this.cursor.row}${this.isInRegion() ? "" : ", outside of the region"}`);
  }

  /** Space: sets down and lifts the tool at the cursor. */
  pen(): void {
    if (this.frozen) return;
    const [x, y] = this.centre();
    if (this.tool === "click") pointAt(this, x, y);
    else if (this.tool === "fill") this.begin(x, y, true), this.commit();
    else if (this.stroke === null) {
      this.begin(x, y, true);
      announce(this.tool === "polygon" ? "First corner set." : `The ${this.tool} is down.`);
    } else if (this.tool === "polygon") {
      this.extend(x, y);
      announce(`Corner ${this.stroke.stroke.points.length / 2} set.`);
    } else {
      this.commit();
      announce(`The ${this.tool} is lifted.`);
    }
  }

  /** The pointer goes down: a stroke begins, a corner is set, or a place is pointed at. */
  down(x: number, y: number): void {
    const { width, height } = this.region.claim;
    this.cursor = { column: Math.max(0, Math.min(width - 1, x >> 4)), row: Math.max(0, Math.min(height - 1, y >> 4)) };
    if (this.tool === "click") pointAt(this, x, y);
    else if (this.tool === "polygon" && this.stroke !== null) this.extend(x, y);
    else {
      this.commit();
      this.begin(x, y, false);
    }
    if (this.tool === "fill") this.commit();
  }

  choose(tool: Tool): void {
    if (tool === "click" && this.region.claim.task !== "click") {
      announce("Clicks are not asked for here; paint what belongs to the target.");
      return;
    }
    this.commit();
    this.tool = tool;
    this.changed();
    announce(`Tool: ${tool}.`);
  }

  /** Drops the stroke that is not finished. Returns whether there was one. */
  cancel(): boolean {
    if (this.stroke === null) return false;
    this.stroke = null;
    this.picture.redraw();
    this.repaint(null);
    announce("The stroke was dropped.");
    return true;
  }

  /** Finishes the stroke. */
  commit(): void {
    if (this.stroke === null) return;
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

  repaint(box: Box | null): void {
    drawMask(this, box);
  }

  outlines(): void {
    drawOutlines(this);
  }

  private begin(x: number, y: number, byKey: boolean): void {
    const stroke: Stroke & { points: number[] } = { tool: this.tool, points: [clamp(x), clamp(y)] };
    if (this.class > 0) stroke.class = this.class;
    if (this.slice > 0) stroke.slice = this.slice;
    if ((this.tool === "brush" || this.tool === "eraser") && this.radius > 0) stroke.radius = this.radius;
    if (this.erases && (this.tool === "lasso" || this.tool === "polygon" || this.tool === "fill")) stroke.erase = true;
    this.stroke = { stroke, byKey };
    this.preview(0);
  }

  extend(x: number, y: number): void {
    const points = this.stroke?.stroke.points;
    if (points === undefined) return;
    const [px, py] = [clamp(x), clamp(y)];
    if (points[points.length - 2] === px && points[points.length - 1] === py) return;
    if (points.length / 2 >= mostPoints) return;
    points.push(px, py);
    this.preview(points.length - 2);
  }

  private preview(from: number): void {
    if (this.stroke === null) return;
    const { stroke } = this.stroke;
    if (stroke.tool === "brush" || stroke.tool === "eraser") this.repaint(this.picture.preview(stroke, from));
    this.viewer.changed();
  }

  private send(stroke: Stroke): void {
    this.outbox().add({ stroke, ...this.activity.take() });
  }

  private centre(): [number, number] {
    return [16 * this.cursor.column + 8, 16 * this.cursor.row + 8];
  }

  private isInRegion(): boolean {
    const { region } = this.region.ground;
    return region === null || region[this.slice * this.picture.size + this.cursor.row * this.region.claim.width + this.cursor.column] === 1;
  }
}

/** A coordinate as strokes may have it. */
export function clamp(at: number): number {
  return Math.max(-largest, Math.min(largest, at));
}
