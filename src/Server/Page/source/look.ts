import { bytes } from "./api.js";
import type { CaseAnswer } from "./api.js";
import { el } from "./elements.js";
import { imageOf, maskOf, outline } from "./planes.js";
import type { ImageSlice } from "./planes.js";
import { Viewer } from "./viewer.js";
import { drawWindowed, usualLevels } from "./windowing.js";

/** An image to look at: zoomed and moved by wheel, fingers, mouse and keys. */
export class Look {
  readonly viewer: Viewer;
  slice: number;
  image: ImageSlice | null = null;
  private readonly ending = new AbortController();

  constructor(
    readonly one: CaseAnswer,
    readonly label: string,
  ) {
    this.slice = one.regions.length > 0 ? Math.min(...one.regions.map((region) => region.box.slice)) : 0;
    this.viewer = new Viewer(one.height, one.width, { id: "picture", tabindex: "0", role: "img", "aria-label": label });
    const { canvas } = this.viewer;
    const signal = this.ending.signal;
    let held: [number, number] | null = null;
    canvas.addEventListener("pointerdown", (event) => ((held = this.viewer.onCanvas(event.clientX, event.clientY)), canvas.setPointerCapture(event.pointerId)), { signal });
    canvas.addEventListener("pointerup", () => (held = null), { signal });
    canvas.addEventListener("pointermove", (event) => {
      if (held === null) return;
      const now = this.viewer.onCanvas(event.clientX, event.clientY);
      this.viewer.pan(now[0] - held[0], now[1] - held[1]);
      held = now;
    }, { signal });
    canvas.addEventListener("keydown", (event) => {
      const step = 40;
      const moves: Record<string, () => void> = {
        "+": () => this.viewer.zoom(1.25),
        "=": () => this.viewer.zoom(1.25),
        "-": () => this.viewer.zoom(0.8),
        "0": () => this.fit(),
        ArrowLeft: () => this.viewer.pan(step, 0),
        ArrowRight: () => this.viewer.pan(-step, 0),
        ArrowUp: () => this.viewer.pan(0, step),
        ArrowDown: () => this.viewer.pan(0, -step),
      };
      if (event.ctrlKey || event.altKey || event.metaKey || moves[event.key] === undefined) return;
      event.preventDefault();
      moves[event.key]();
    }, { signal });
  }

  dispose(): void {
    this.ending.abort();
    this.viewer.dispose();
  }

  fit(): void {
    this.viewer.fit({ top: 0, left: 0, bottom: this.one.height - 1, right: this.one.width - 1 });
  }

  async load(slice: number): Promise<void> {
    const { key, channels, height, width, bits } = this.one;
    this.slice = slice;
    this.image = imageOf(await bytes(`cases/${key}/image?slice=${slice}`), channels, height, width, bits);
    drawWindowed(this.viewer.base, this.image, usualLevels(this.image), null);
    this.viewer.changed();
  }

  /** A mask's planes of the slice; classes beyond the first are put together. */
  async mask(which: string): Promise<Uint8Array> {
    const size = this.one.height * this.one.width;
    const planes = maskOf(await bytes(`cases/${this.one.key}/masks/${which}?slice=${this.slice}`), this.one.classes * size);
    return planes;
  }

  border(planes: Uint8Array): Path2D {
    const size = this.one.height * this.one.width;
    return outline((pixel) => (this.foreground(planes, pixel, size) ? 1 : 0), this.one.height, this.one.width);
  }

  foreground(planes: Uint8Array, pixel: number, size = this.one.height * this.one.width): boolean {
    for (let k = this.one.exclusive ? 1 : 0; k < this.one.classes; k++) if (planes[k * size + pixel] === 1) return true;
    return false;
  }

  /** Chooses the slice of a volume; null for an image. */
  sliceControl(changed: () => Promise<void>): HTMLElement | null {
    if (this.one.depth < 2) return null;
    const output = el("output", { for: "slice" }, `${this.slice + 1} of ${this.one.depth}`);
    const input = el("input", { id: "slice", type: "range", min: 0, max: this.one.depth - 1, value: this.slice });
    input.addEventListener("input", () => {
      output.textContent = `${Number(input.value) + 1} of ${this.one.depth}`;
      void this.load(Number(input.value)).then(changed);
    });
    return el("div", { class: "field" }, el("label", { for: "slice" }, "Slice"), input, output);
  }
}

/** Which of three steps a page is. */
export function steps(now: 1 | 2 | 3, key: string, region: string | null): HTMLElement {
  const entries: [number, string, string | null][] = [
    [1, "Image and routing", `#/case/${key}`],
    [2, "Paint", region === null ? null : `#/region/${region}`],
    [3, "Result", `#/result/${key}`],
  ];
  const list = el("ol", { class: "steps" });
  for (const [number, label, href] of entries)
    list.append(
      el("li", {}, number === now ? el("span", { "aria-current": "step" }, `${number} ${label}`) : href === null ? el("span", { class: "off" }, `${number} ${label}`) : el("a", { href }, `${number} ${label}`)),
    );
  return el("nav", { "aria-label": "Steps" }, list);
}
