// List and struct values in ordinary memory, as results, constants and Arrow data have them: the bytes that
// kernel/assembly/list-layout.part.ts and struct-layout.part.ts describe, read and written outside the arena.
import { FfqError, internal } from "../common/error.ts";
import { ELEMENT_CODES, elementCode } from "./element-code.ts";
import type { LogicalType, StructField } from "./logical-type.ts";

const HAS_NULLS = 1;
const HAS_SHAPE = 2;

/** Bytes of an element's slot; undefined where elements are bytes of any length. */
export function slotBytes(code: number): number | undefined {
  if (code >= ELEMENT_CODES.bytes) return undefined;
  return [1, 4, 8, 4, 8, 16, 16][code];
}

const roundUp = (bytes: number): number => (bytes + 7) & ~7;

/** A list's bytes, read in place. */
export class ListView {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly count: number;
  readonly code: number;
  /** Of each dimension: its length and lower bound. Empty when there are no elements. */
  readonly dimensions: readonly { readonly length: number; readonly lower: number }[];
  /** Where the validity bytes begin; 0 when no element is NULL. */
  readonly validity: number;
  /** Where the slots, or the ends of elements that are bytes, begin. */
  readonly data: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = this.view.getUint32(0, true);
    const [dimensions, flags, code] = [bytes[4] as number, bytes[5] as number, bytes[6] as number];
    this.code = code;
    const isShaped = (flags & HAS_SHAPE) !== 0;
    this.dimensions = Array.from({ length: dimensions }, (_, at) => ({
      length: isShaped ? this.view.getInt32(8 + 4 * at, true) : this.count,
      lower: isShaped ? this.view.getInt32(8 + 4 * (dimensions + at), true) : 1,
    }));
    const afterShape = isShaped ? 8 + 8 * dimensions : 8;
    this.validity = (flags & HAS_NULLS) === 0 ? 0 : afterShape;
    this.data = this.validity === 0 ? afterShape : afterShape + roundUp(this.count);
  }

  isNull(at: number): boolean {
    return this.validity !== 0 && this.bytes[this.validity + at] === 0;
  }

  /** An element's slot or bytes. */
  element(at: number): Uint8Array {
    const width = slotBytes(this.code);
    if (width !== undefined) return this.bytes.subarray(this.data + at * width, this.data + (at + 1) * width);
    const first = this.data + 4 * (this.count + 1);
    const [from, to] = [this.end(at), this.end(at + 1)];
    return this.bytes.subarray(first + from, first + to);
  }

  /** The end of the element before a position, of elements that are bytes. */
  end(at: number): number {
    return this.view.getUint32(this.data + 4 * at, true);
  }
}

/** Lengths and lower bounds of the dimensions. */
export type ListShape = readonly { readonly length: number; readonly lower: number }[];

/** A list's bytes from its elements' slots or bytes, null for NULL; without a shape one dimension from 1. */
export function writeList(code: number, elements: readonly (Uint8Array | null)[], shape?: ListShape): Uint8Array {
  const count = elements.length;
  const dimensions = count === 0 ? [] : (shape ?? [{ length: count, lower: 1 }]);
  const isShaped = dimensions.length > 1 || dimensions.some(({ lower }) => lower !== 1);
  const hasNulls = elements.includes(null);
  const width = slotBytes(code);
  const at = isShaped ? 8 + 8 * dimensions.length : 8;
  const data = hasNulls ? at + roundUp(count) : at;
  const content = elements.reduce((sum, element) => sum + (element === null ? 0 : element.length), 0);
  const bytes = new Uint8Array(data + (width === undefined ? 4 * (count + 1) + content : count * width));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  bytes.set([dimensions.length, (hasNulls ? HAS_NULLS : 0) | (isShaped ? HAS_SHAPE : 0), code], 4);
  if (isShaped) {
    for (const [index, { length, lower }] of dimensions.entries()) {
      view.setInt32(8 + 4 * index, length, true);
      view.setInt32(8 + 4 * (dimensions.length + index), lower, true);
    }
  }
  if (hasNulls) for (const [index, element] of elements.entries()) bytes[at + index] = element === null ? 0 : 1;
  let used = 0;
  for (const [index, element] of elements.entries()) {
    if (width !== undefined) {
      if (element !== null) bytes.set(element, data + index * width);
      continue;
    }
    if (element !== null) bytes.set(element, data + 4 * (count + 1) + used);
    used += element?.length ?? 0;
    view.setUint32(data + 4 * (index + 1), used, true);
  }
  return bytes;
}

/** A struct's bytes from its fields' slots or bytes. */
export function writeStruct(fields: readonly StructField[], values: readonly (Uint8Array | null)[]): Uint8Array {
  const codes = fields.map(({ type }) => elementCode(type));
  const marks = 8 + 4 * (fields.length + 1);
  const head = roundUp(marks + 2 * fields.length);
  const sizes = values.map((value, at) => {
    if (value === null) return 0;
    return slotBytes(codes[at] as number) === undefined ? 8 + roundUp(value.length) : roundUp(value.length);
  });
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, head));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, fields.length, true);
  let used = head;
  for (const [at, value] of values.entries()) {
    const code = codes[at] as number;
    view.setUint32(8 + 4 * at, used, true);
    bytes[marks + at] = code;
    bytes[marks + fields.length + at] = value === null ? 0 : 1;
    if (value !== null && slotBytes(code) === undefined) {
      view.setUint32(used, value.length, true);
      bytes.set(value, used + 8);
    } else if (value !== null) {
      bytes.set(value, used);
    }
    used += sizes[at] as number;
  }
  view.setUint32(8 + 4 * fields.length, used, true);
  return bytes;
}

/** A struct's fields: slots or bytes, null for NULL. */
export function readStruct(bytes: Uint8Array): readonly (Uint8Array | null)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  const marks = 8 + 4 * (count + 1);
  return Array.from({ length: count }, (_, at) => {
    if (bytes[marks + count + at] === 0) return null;
    const from = view.getUint32(8 + 4 * at, true);
    const width = slotBytes(bytes[marks + at] as number);
    if (width !== undefined) return bytes.subarray(from, from + width);
    return bytes.subarray(from + 8, from + 8 + view.getUint32(from, true));
  });
}

/** `{1,2,NULL}`, from the texts of the elements. */
export function listText(list: ListView, textOf: (at: number) => string): string {
  if (list.count === 0) return "{}";
  let at = 0;
  const level = (dimension: number): string => {
    const length = list.dimensions[dimension]?.length ?? 0;
    const isLast = dimension === list.dimensions.length - 1;
    const parts = Array.from({ length }, () => {
      if (!isLast) return level(dimension + 1);
      const element = list.isNull(at) ? "NULL" : quotedElement(textOf(at));
      at++;
      return element;
    });
    return `{${joined(parts)}}`;
  };
  const isBounded = list.dimensions.some(({ lower }) => lower !== 1);
  const bounds = list.dimensions.map(({ length, lower }) => `[${lower}:${lower + length - 1}]`);
  return `${isBounded ? `${bounds.join("")}=` : ""}${level(0)}`;
}

function quotedElement(text: string): string {
  if (text !== "" && !/[{}",\\\s]/.test(text) && (text.length !== 4 || text.toUpperCase() !== "NULL")) return text;
  return `"${escaped(text, "\\$&")}"`;
}

/** Characters of a text at a time. V8 ends the process where one replacement finds more than it has room to note, some 2^27. */
const PIECE = 1 << 16;
/** PostgreSQL's limit is 1 GiB - 1, V8's strings are shorter. */
const LONGEST = 0x1f_ff_ff_00;

function checkLength(length: number): void {
  if (length <= LONGEST) return;
  throw new FfqError("DATA", `string buffer exceeds maximum allowed length (${LONGEST} bytes)`, { sqlstate: "54000" });
}

/** With commas between them. @throws FfqError 54000 for more than a string holds */
function joined(texts: readonly string[]): string {
  checkLength(texts.reduce((sum, { length }) => sum + length + 1, 0));
  return texts.join(",");
}

/** With quotes and backslashes replaced, which double at each level of nested values. @throws FfqError 54000 for more than a string holds */
function escaped(text: string, replacement: string): string {
  const pattern = /["\\]/g;
  if (text.length <= PIECE) return text.replaceAll(pattern, replacement);
  let made = "";
  for (let from = 0; from < text.length; from += PIECE) {
    const piece = text.slice(from, from + PIECE).replaceAll(pattern, replacement);
    checkLength(made.length + piece.length);
    made += piece;
  }
  return made;
}

/** `(1,"a b",)`, from the texts of the fields, null for NULL. */
export function rowText(texts: readonly (string | null)[]): string {
  const fields = texts.map((text) => {
    if (text === null) return "";
    return text !== "" && !/[()",\\\s]/.test(text) ? text : `"${escaped(text, "$&$&")}"`;
  });
  return `(${joined(fields)})`;
}

/** The element type of a list. @throws FfqError INTERNAL for other types */
export function elementOf(type: LogicalType): LogicalType {
  if (type.kind !== "list") throw internal(`${type.kind} has no elements`);
  return type.element;
}
