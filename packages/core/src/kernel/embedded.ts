// The kernel modules as base64 within the JavaScript, for where they cannot be files. Loaded by module-bytes.ts alone, and
// only there; what bundles this package turns the files into text (`moduleTypes` in packages/tooling/build.ts).
import bytes from "./gen/bytes.wasm";
import codec from "./gen/codec.wasm";
import column from "./gen/column.wasm";
import digest from "./gen/digest.wasm";
import encode from "./gen/encode.wasm";
import float from "./gen/float.wasm";
import format from "./gen/format.wasm";
import hash from "./gen/hash.wasm";
import join from "./gen/join.wasm";
import key from "./gen/key.wasm";
import list from "./gen/list.wasm";
import load from "./gen/load.wasm";
import math from "./gen/math.wasm";
import numeric from "./gen/numeric.wasm";
import parquet from "./gen/parquet.wasm";
import regex from "./gen/regex.wasm";
import result from "./gen/result.wasm";
import row from "./gen/row.wasm";
import sort from "./gen/sort.wasm";
import spill from "./gen/spill.wasm";
import temporal from "./gen/temporal.wasm";
import text from "./gen/text.wasm";
import window from "./gen/window.wasm";
import type { KernelModule } from "./module-bytes.ts";

export const embedded: Readonly<Record<KernelModule, string>> = {
  bytes,
  codec,
  column,
  digest,
  encode,
  float,
  format,
  hash,
  join,
  key,
  list,
  load,
  math,
  numeric,
  parquet,
  regex,
  result,
  row,
  sort,
  spill,
  temporal,
  text,
  window,
};
