// Time zones as the temporal kernels read them, and their tables by name as row functions, for names that are no constants.
// These are JavaScript: where the host's database of zones is. A batch has few zones: each is looked up and written once
// for a heap, and found again by where its name lies.
import type { Arena } from "../arena/arena.ts";
import { zoneInText, zoneNamed, zoneOfFields } from "../type/time-zone.ts";
import type { ZoneTable } from "../type/zone-table.ts";
import type { ModuleControls, RowFailure } from "./library.ts";

const NO_ROOM = -1;
const NO_ZONE = -2;

/** By the negative status code; `{0}` is the name. */
export const ZONE_FAILURES: Readonly<Record<number, RowFailure>> = {
  [NO_ZONE]: {
    sqlstate: "22023",
    message: 'time zone "{0}" not recognized',
    known: { what: "time zone", names: (): readonly string[] => Intl.supportedValuesOf("timeZone") },
  },
};

export interface ZoneFunctions extends ModuleControls {
  /** The zone that AT TIME ZONE names. */
  named(name: bigint): bigint;
  /** The zone that the text of a time names; 0 for a word that names none, as the text is wrong then. */
  inText(name: bigint): bigint;
  /** The zone that an instant's fields name. */
  ofFields(name: bigint): bigint;
}

const HEAD_BYTES = 16;
const encoded = new WeakMap<ZoneTable, Uint8Array>();

/** The table as the kernels read it. */
export function zoneBytes(zone: ZoneTable): Uint8Array {
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

/** The functions over the arena, for one thread. */
export function zoneFunctions(arena: Arena): ZoneFunctions {
  let next = 0;
  let end = 0;
  let status = 0;
  const fail = (code: number): bigint => {
    if (status === 0) status = code;
    return BigInt(code);
  };
  const forgetters: (() => void)[] = [];
  const noZone = (): bigint => fail(NO_ZONE);
  const finder = (
    read: (name: string) => ZoneTable | undefined,
    unknown: (name: string) => bigint = noZone,
  ): ((name: bigint) => bigint) => {
    const decoder = new TextDecoder();
    const byRef = new Map<bigint, bigint>();
    const byName = new Map<string, bigint>();
    forgetters.push(() => {
      byRef.clear();
      byName.clear();
    });
    return (ref) => {
      const known = byRef.get(ref);
      if (known !== undefined) return known;
      const start = Number(ref & 0xffffffffn);
      // A copy: decoders of browsers do not accept shared memory.
      const name = decoder.decode(arena.view().u8.slice(start, start + Number(ref >> 32n)));
      const zone = read(name);
      const table = byName.get(name) ?? (zone === undefined ? unknown(name) : write(zone));
      if (table <= 0n) return table;
      byRef.set(ref, table);
      byName.set(name, table);
      return table;
    };
  };
  const write = (zone: ZoneTable): bigint => {
    const bytes = zoneBytes(zone);
    const start = (next + 7) & ~7;
    if (end - start < bytes.length) return fail(NO_ROOM);
    arena.view().u8.set(bytes, start);
    next = start + bytes.length;
    return (BigInt(bytes.length) << 32n) | BigInt(start);
  };
  return {
    setHeap(from, to) {
      next = from;
      end = to;
      for (const forget of forgetters) forget();
    },
    getHeapNext: () => next,
    takeStatus() {
      const taken = status;
      status = 0;
      return taken;
    },
    named: finder(zoneNamed),
    inText: finder(zoneInText, (name) => (/^[a-z]+$/.test(name) ? 0n : noZone())),
    ofFields: finder(zoneOfFields),
  };
}
