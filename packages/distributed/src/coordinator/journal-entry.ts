// What the journal holds, and its form on disk: each entry is JSON behind its length and checksum, so that a reader
// knows where an interrupted write begins. A file starts with a head that names the form; another version's is
// refused, as nothing promises that it means the same.
import { crc32 } from "node:zlib";
import { type ClusterQueryId, FfqError, type StageId } from "@ffq/core/physical";
import type { SchedulerRecord } from "../scheduler/record.ts";
import type { QuerySettings, TableBlob } from "../wire/messages.ts";
import type { EncodedStage } from "../wire/stage.ts";

/** What the coordinator hands to workers for a query, and does not look into. */
export interface QueryPayload {
  readonly query: ClusterQueryId;
  readonly planVersion: number;
  readonly plans: ReadonlyMap<StageId, EncodedStage>;
  readonly settings: QuerySettings;
  readonly blobs: readonly TableBlob[];
}

export type JournalEntry =
  | { readonly kind: "scheduler"; readonly record: SchedulerRecord }
  /** Stands before the query's `query-accepted`. */
  | { readonly kind: "payload"; readonly payload: QueryPayload };

const JOURNAL_FORMAT = "ffq-journal";
const JOURNAL_VERSION = 1;
/** Length and checksum. */
const HEAD_BYTES = 8;

/** The form on disk: plans as base64. */
type StoredEntry =
  | { readonly kind: "head"; readonly format: string; readonly version: number }
  | Extract<JournalEntry, { kind: "scheduler" }>
  | {
      readonly kind: "payload";
      readonly payload: Omit<QueryPayload, "plans"> & { readonly plans: readonly (readonly [StageId, string])[] };
    };

/** The first bytes of every journal file. */
export function journalHead(): Uint8Array {
  return framed({ kind: "head", format: JOURNAL_FORMAT, version: JOURNAL_VERSION });
}

export function encodeEntries(entries: Iterable<JournalEntry>): Uint8Array {
  return Buffer.concat(Array.from(entries, (entry) => framed(stored(entry))));
}

function framed(entry: StoredEntry): Uint8Array {
  const body = Buffer.from(JSON.stringify(entry));
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt32LE(crc32(body), 4);
  return Buffer.concat([head, body]);
}

function stored(entry: JournalEntry): StoredEntry {
  if (entry.kind === "scheduler") return entry;
  const plans = Array.from(
    entry.payload.plans,
    ([stage, plan]) => [stage, Buffer.from(plan).toString("base64")] as const,
  );
  return { kind: "payload", payload: { ...entry.payload, plans } };
}

export interface DecodedJournal {
  readonly entries: readonly JournalEntry[];
  /** Bytes behind the last whole entry: of a write that a crash interrupted. */
  readonly tornBytes: number;
}

/** @throws FfqError BAD_FILE without a head, CONFIG for a head of another version */
export function decodeJournal(bytes: Uint8Array, file: string): DecodedJournal {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { entry: head, end: start } = entryAt(buffer, 0) ?? {};
  if (head?.kind !== "head" || head.format !== JOURNAL_FORMAT) {
    throw new FfqError("BAD_FILE", `${file} is no journal of a coordinator`, { context: { file } });
  }
  if (head.version !== JOURNAL_VERSION) {
    throw new FfqError(
      "CONFIG",
      `${file} has version ${head.version}, and only version ${JOURNAL_VERSION} is read here`,
      {
        hint: "Let the queries end under the version that began them, or start with an empty data folder.",
        context: { file },
      },
    );
  }
  const entries: JournalEntry[] = [];
  let at = start ?? 0;
  for (let next = entryAt(buffer, at); next !== undefined; next = entryAt(buffer, at)) {
    at = next.end;
    entries.push(plain(next.entry, file));
  }
  return { entries, tornBytes: buffer.length - at };
}

/** Undefined where no whole entry begins. */
function entryAt(buffer: Buffer, at: number): { readonly entry: StoredEntry; readonly end: number } | undefined {
  const bodyAt = at + HEAD_BYTES;
  if (bodyAt > buffer.length) return undefined;
  const end = bodyAt + buffer.readUInt32LE(at);
  if (end > buffer.length) return undefined;
  const body = buffer.subarray(bodyAt, end);
  // An empty body is what a disk leaves that had grown a file and not yet written it: all zero, checksum included.
  if (body.length === 0 || crc32(body) !== buffer.readUInt32LE(at + 4)) return undefined;
  return { entry: JSON.parse(body.toString()) as StoredEntry, end };
}

function plain(entry: StoredEntry, file: string): JournalEntry {
  switch (entry.kind) {
    case "scheduler":
      return entry;
    case "payload": {
      const plans = entry.payload.plans.map(([stage, plan]) => [stage, Buffer.from(plan, "base64")] as const);
      return {
        kind: "payload",
        payload: { ...entry.payload, plans: new Map(plans as [StageId, EncodedStage & Buffer][]) },
      };
    }
    default:
      throw new FfqError("BAD_FILE", `${file} holds an entry that is not known here: ${entry.kind}`, {
        context: { file },
      });
  }
}
