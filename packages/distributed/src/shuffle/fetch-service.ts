// GET /shuffle/v1/{query}/{stage}/{task}/{attempt}/{partition}?offset=: a partition's stream from a worker that holds
// it. Only outputs that are whole are there for it; the body is read as fast as the connection takes it.
import type { HttpResponse, HttpRoute } from "../rpc/http.ts";
import { readNumber, readShufflePath, SHUFFLE_PREFIX } from "../wire/data-path.ts";
import type { HeldOutputs } from "./held-outputs.ts";

export function shuffleRoute(outputs: HeldOutputs): HttpRoute {
  return {
    path: SHUFFLE_PREFIX,
    handle: ({ method, path, query }) => {
      if (method !== "GET") return refusal(405, "only GET is answered here");
      const address = readShufflePath(path);
      if (address === undefined) return refusal(404, "there is no such address");
      const offset = readNumber(query.get("offset") ?? "0");
      if (offset === undefined) return refusal(400, "offset is no number");
      const bytes = outputs.bytesOf(address.task, address.partition);
      if (bytes === undefined) return refusal(404, "this worker does not hold that output");
      if (offset > bytes) return refusal(416, `the stream has ${bytes} bytes`);
      return {
        status: 200,
        headers: { "content-type": "application/octet-stream", "content-length": String(bytes - offset) },
        body: outputs.read(address.task, address.partition, offset),
      };
    },
  };
}

const refusal = (status: number, body: string): HttpResponse => ({ status, body });
