// Reads files with hyparquet, which is independent of FFQ and of DuckDB, on a thread of its own.
import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { type Outcome, type Shown, show } from "./outcome.ts";

const compressors = {
  GZIP: (input: Uint8Array) => gunzipSync(input),
  BROTLI: (input: Uint8Array) => brotliDecompressSync(input),
  ZSTD: (input: Uint8Array) => zstdDecompressSync(input),
};

async function read(path: string): Promise<Outcome> {
  try {
    const bytes = readFileSync(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const rows = await parquetReadObjects({ file, compressors, utf8: false });
    const columns: Record<string, Shown[]> = {};
    for (const row of rows) {
      for (const [name, value] of Object.entries(row)) {
        columns[name] ??= [];
        columns[name].push(show(value));
      }
    }
    return { kind: "rows", columns };
  } catch (thrown) {
    return { kind: "refused", what: String(thrown) };
  }
}

parentPort?.on("message", (path: string) => {
  void read(path).then((outcome) => parentPort?.postMessage(outcome));
});
parentPort?.postMessage("ready");
