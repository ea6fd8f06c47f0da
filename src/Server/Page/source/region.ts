import { bytes } from "./api.js";
import type { RegionBox, Task } from "./api.js";
import { imageOf, maskOf } from "./planes.js";
import type { ImageSlice } from "./planes.js";
import type { Ground, Stroke } from "./strokes.js";

/** A region that the reader has, as the server gives it. */
export interface Claim {
  id: string;
  fence: number;
  leaseUntil: number;
  version: number;
  caseKey: string;
  caseId: string;
  expert: string;
  task: Task;
  depth: number;
  height: number;
  width: number;
  channels: number;
  bits: number;
  classes: number;
  exclusive: boolean;
  box: RegionBox;
  everywhere: boolean;
  startsFromModel: boolean;
  /** Whether the reader has answered before and sees the model now. */
  second: boolean;
  proposals: number;
  /** How often the region was asked about before, as the network followed the answers. */
  round: number;
  strokes: Stroke[];
}

/** A region with what it is painted on. */
export class Region {
  private readonly slices = new Map<number, Promise<ImageSlice>>();

  private constructor(
    readonly claim: Claim,
    readonly ground: Ground,
    readonly model: Uint8Array | null,
  ) {}

  static async load(claim: Claim): Promise<Region> {
    const count = claim.depth * claim.height * claim.width;
    const mask = async (which: string, planes: number): Promise<Uint8Array> =>
      maskOf(await bytes(`regions/${claim.id}/masks/${which}?slice=all`), planes * count);
    const [region, model, before, ...proposals] = await Promise.all([
      claim.everywhere ? null : mask("region", 1),
      claim.startsFromModel || claim.second ? mask("model", claim.classes) : null,
      claim.second ? mask("before", claim.classes) : null,
      ...Array.from({ length: claim.proposals }, (_, i) => mask(`proposal-${i}`, claim.classes)),
    ]);
    const { depth, height, width, classes, exclusive } = claim;
    const masks = proposals as Uint8Array[];
    // Whoever points at what is wrong has it before them.
    const start = claim.second ? before : claim.task === "click" ? masks[0] : model;
    return new Region(claim, { depth, height, width, classes, exclusive, region, start, proposals: masks }, model);
  }

  /** A slice of the image; its neighbours are fetched too. */
  slice(index: number): Promise<ImageSlice> {
    for (const near of [index + 1, index - 1]) if (near >= 0 && near < this.claim.depth) void this.fetch(near);
    return this.fetch(index);
  }

  private fetch(index: number): Promise<ImageSlice> {
    const { id, channels, height, width, bits } = this.claim;
    let slice = this.slices.get(index);
    if (slice === undefined) {
      slice = bytes(`regions/${id}/image?slice=${index}`).then((raw) => imageOf(raw, channels, height, width, bits));
      slice.catch(() => this.slices.delete(index));
      this.slices.set(index, slice);
    }
    return slice;
  }

  /** One slice of one of a mask's planes. */
  plane(mask: Uint8Array, k: number, slice: number): Uint8Array {
    const size = this.claim.height * this.claim.width;
    const first = (k * this.claim.depth + slice) * size;
    return mask.subarray(first, first + size);
  }
}
