// The server's interface. What the server says is told as it is; what cannot be reached is another thing.

export interface SessionAnswer {
  title: string;
  reader: { id: string; name: string; role: "reader" | "reviewer" | "owner"; expert: string | null } | null;
  csrf: string | null;
  study: { arm: "hidden" | "shown"; leaseSeconds: number; uploads: boolean; largestUpload: number } | null;
}

export interface RegionBox {
  top: number;
  left: number;
  bottom: number;
  right: number;
  slice: number;
  pixels: number;
}

export type WorkState = "mine" | "open" | "sealed" | "declined";
export type Task = "annotate" | "judge" | "choose" | "click";

export interface WorkAnswer {
  id: string;
  caseKey: string;
  caseId: string;
  expert: string;
  task: Task;
  box: RegionBox;
  worth: number | null;
  state: WorkState;
  version: number;
  second: boolean;
}

export interface CaseSummary {
  key: string;
  caseId: string;
  experts: string[];
  regions: number;
  done: number;
  held: boolean;
  allRegions: number | null;
  allDone: number | null;
}

export interface CaseAnswer {
  key: string;
  caseId: string;
  depth: number;
  height: number;
  width: number;
  channels: number;
  bits: number;
  classes: number;
  exclusive: boolean;
  seesModel: boolean;
  seesAll: boolean;
  regions: { id: string; expert: string; box: RegionBox; state: WorkState | null; answered: boolean; again: boolean; second: WorkState | null }[];
}

export interface Comparison {
  pixels: number;
  changed: number;
  regions: number;
  answered: number;
  fusedAndModel: number[];
  modelAndTruth: number[] | null;
  fusedAndTruth: number[] | null;
}

export interface ReaderAnswer {
  id: string;
  name: string | null;
  role: string;
  expert: string | null;
  answered: number;
  declined: number;
  held: number;
  activeSeconds: number;
  checks: number;
  checkDice: number | null;
}

/** The server refused. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly conflict: string | null,
    readonly version: number | null,
  ) {
    super(message);
  }
}

/** The server could not be reached, or failed; what was sent may have arrived all the same. */
export class Unreachable extends Error {}

let csrf: string | null = null;

export function keepCsrf(session: SessionAnswer): SessionAnswer {
  csrf = session.csrf;
  return session;
}

export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await request(method, path, body === undefined ? null : JSON.stringify(body), "application/json");
  return (answer.status === 204 ? null : await answer.json()) as T;
}

export async function upload<T>(path: string, file: Blob): Promise<T> {
  return (await (await request("POST", path, file, "application/octet-stream")).json()) as T;
}

export async function bytes(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await request("GET", path, null, "")).arrayBuffer());
}

async function request(method: string, path: string, body: BodyInit | null, type: string): Promise<Response> {
  const headers: Record<string, string> = {};
  if (method !== "GET" && csrf !== null) headers["X-CSRF-Token"] = csrf;
  if (body !== null) headers["Content-Type"] = type;
  let answer: Response;
  try {
    answer = await fetch(`api/v1/${path}`, { method, headers, body, credentials: "same-origin" });
  } catch (e) {
    throw new Unreachable(e instanceof Error ? e.message : "no connection");
  }
  if (answer.ok) return answer;
  if (answer.status >= 500) throw new Unreachable(`the server answers ${answer.status}`);
  const said = (await answer.json().catch(() => ({}))) as { error?: string; conflict?: string; version?: number };
  throw new Refused(answer.status, said.error ?? `The server answers ${answer.status}.`, said.conflict ?? null, said.version ?? null);
}
