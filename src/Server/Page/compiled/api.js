// The server's interface. What the server says is told as it is; what cannot be reached is another thing.
/** The server refused. */
export class Refused extends Error {
    status;
    conflict;
    version;
    constructor(status, message, conflict, version) {
        super(message);
        this.status = status;
        this.conflict = conflict;
        this.version = version;
    }
}
/** The server could not be reached, or failed; what was sent may have arrived all the same. */
export class Unreachable extends Error {
}
let csrf = null;
export function keepCsrf(session) {
    csrf = session.csrf;
    return session;
}
export async function call(method, path, body) {
    const answer = await request(method, path, body === undefined ? null : JSON.stringify(body), "application/json");
    return (answer.status === 204 ? null : await answer.json());
}
export async function upload(path, file) {
    return (await (await request("POST", path, file, "application/octet-stream")).json());
}
export async function bytes(path) {
    return new Uint8Array(await (await request("GET", path, null, "")).arrayBuffer());
}
async function request(method, path, body, type) {
    const headers = {};
    if (method !== "GET" && csrf !== null)
        headers["X-CSRF-Token"] = csrf;
    if (body !== null)
        headers["Content-Type"] = type;
    let answer;
    try {
        answer = await fetch(`api/v1/${path}`, { method, headers, body, credentials: "same-origin" });
    }
    catch (e) {
        throw new Unreachable(e instanceof Error ? e.message : "no connection");
    }
    if (answer.ok)
        return answer;
    if (answer.status >= 500)
        throw new Unreachable(`the server answers ${answer.status}`);
    const said = (await answer.json().catch(() => ({})));
    throw new Refused(answer.status, said.error ?? `The server answers ${answer.status}.`, said.conflict ?? null, said.version ?? null);
}
