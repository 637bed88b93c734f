// Time zones as the temporal kernels read them: a table's bytes as a constant of the compiled code. A zone is a
// constant of every call: the session's is put there when a statement is bound, so that plans carry names only and
// each process reads its own database.
import { FfqError, unsupported } from "../common/error.ts";
import type { IrExpr } from "../ir/ir.ts";
import { nearZone, zoneNamed } from "../type/time-zone.ts";
import type { ZoneTable } from "../type/zone-table.ts";

const HEAD_BYTES = 16;
const encoded = new WeakMap<ZoneTable, Uint8Array>();

function bytesOf(zone: ZoneTable): Uint8Array {
  const known = encoded.get(zone);
  if (known !== undefined) return known;
  const { starts, offsets, cycleFrom } = zone;
  const bytes = new Uint8Array(HEAD_BYTES + starts.length * 8 + offsets.length * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, starts.length, true);
  view.setUint32(4, cycleFrom === undefined ? 0 : 1, true);
  view.setBigInt64(8, BigInt(cycleFrom ?? 0), true);
  for (const [at, start] of starts.entries()) view.setBigInt64(HEAD_BYTES + at * 8, BigInt(start), true);
  const after = HEAD_BYTES + starts.length * 8;
  for (const [at, offset] of offsets.entries()) view.setInt32(after + at * 4, offset, true);
  encoded.set(zone, bytes);
  return bytes;
}

/** The table of the zone that a constant text names, as `read` has it. @throws FfqError 22023 for a name of none */
export function zoneConstant(name: IrExpr, read: typeof zoneNamed = zoneNamed): IrExpr {
  const constant = name.op === "once" ? name.value : name;
  if (constant.op === "null") return constant;
  if (constant.op !== "bytes") throw unsupported("a time zone that is not a constant");
  const text = new TextDecoder().decode(constant.value);
  const zone = read(text);
  if (zone === undefined) {
    const hint = nearZone(text);
    throw new FfqError("DATA", `time zone "${text}" not recognized`, {
      sqlstate: "22023",
      ...(hint === undefined ? {} : { hint }),
    });
  }
  return { op: "bytes", type: "ref", nullable: false, value: bytesOf(zone) };
}
