// Plain data of which only a table provider or an extension knows the meaning: what JSON can hold, and undefined,
// bigints, every number and typed arrays besides. Anything else (functions, class instances) cannot travel, and
// that is said where it is sent.
import { create } from "@bufbuild/protobuf";
import { FfqError } from "@ffq/core/physical";
import {
  ElementKind as Element,
  TypedArraySchema,
  ValueEntrySchema,
  ValueListSchema,
  ValueRecordSchema,
  ValueSchema,
  type TypedArray as WireArray,
  type Value as WireValue,
} from "../gen/ffq/plan/v1/type_pb.ts";
import { type Codec, enumCodec, present, unreadable } from "./codec.ts";
import { readBigint } from "./datum.ts";

/** Levels of lists and records in each other. */
const DEEPEST = 64;

const arrays = {
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
};
type ArrayName = keyof typeof arrays;
type AnyTypedArray = InstanceType<(typeof arrays)[ArrayName]>;

const elements = enumCodec<ArrayName, Element>("element of a typed array", {
  Uint8Array: Element.UINT8,
  Int8Array: Element.INT8,
  Uint16Array: Element.UINT16,
  Int16Array: Element.INT16,
  Uint32Array: Element.UINT32,
  Int32Array: Element.INT32,
  Float32Array: Element.FLOAT32,
  Float64Array: Element.FLOAT64,
  BigInt64Array: Element.BIGINT64,
  BigUint64Array: Element.BIGUINT64,
});

export const valueCodec: Codec<unknown, typeof ValueSchema> = {
  schema: ValueSchema,
  toMessage: (value) => create(ValueSchema, { kind: toKind(value, 0) }),
  fromMessage: (message) => fromMessage(message, 0),
};

const toMessage = (value: unknown, depth: number): WireValue => create(ValueSchema, { kind: toKind(value, depth) });

function toKind(value: unknown, depth: number): WireValue["kind"] {
  if (value === null) return { case: "null", value: true };
  switch (typeof value) {
    case "undefined":
      return { case: "undefined", value: true };
    case "boolean":
      return { case: "bool", value };
    case "number":
      return { case: "number", value };
    case "bigint":
      return { case: "bigInteger", value: String(value) };
    case "string":
      return { case: "text", value };
    case "object":
      return toNested(value, depth);
    default:
      throw cannotTravel(`a ${typeof value}`);
  }
}

function toNested(value: object, depth: number): WireValue["kind"] {
  if (depth === DEEPEST) throw cannotTravel(`data of more than ${DEEPEST} levels`);
  if (Array.isArray(value)) {
    const values = Array.from(value, (element) => toMessage(element, depth + 1));
    return { case: "list", value: create(ValueListSchema, { values }) };
  }
  if (ArrayBuffer.isView(value)) return { case: "typedArray", value: toTypedArray(value) };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw cannotTravel(`a ${value.constructor.name}`);
  const entries = Object.entries(value).map(([name, member]) =>
    create(ValueEntrySchema, { name, value: toMessage(member, depth + 1) }),
  );
  return { case: "record", value: create(ValueRecordSchema, { entries }) };
}

function toTypedArray(view: ArrayBufferView): WireArray {
  const name = (view as unknown as { readonly [Symbol.toStringTag]: string })[Symbol.toStringTag];
  if (!Object.hasOwn(arrays, name)) throw cannotTravel(`a ${name}`);
  // Copied: shared memory may change while the message is written.
  const data = Uint8Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return create(TypedArraySchema, { element: elements.toWire(name as ArrayName), data });
}

function cannotTravel(what: string): FfqError {
  return new FfqError("UNSUPPORTED", `${what} cannot be part of a plan that is sent to other machines`, {
    sqlstate: "0A000",
    hint: "Table specifications and extension payloads must be plain data.",
  });
}

function fromMessage({ kind }: WireValue, depth: number): unknown {
  if (depth > DEEPEST) throw unreadable(`data of more than ${DEEPEST} levels`);
  switch (kind.case) {
    case "null":
      return null;
    case "undefined":
      return undefined;
    case "bool":
    case "number":
    case "text":
      return kind.value;
    case "bigInteger":
      return readBigint(kind.value);
    case "typedArray":
      return fromTypedArray(kind.value);
    case "list":
      return kind.value.values.map((value) => fromMessage(value, depth + 1));
    case "record": {
      const members = kind.value.entries.map(({ name, value }) => {
        return [name, fromMessage(present(value, "a member"), depth + 1)] as const;
      });
      return Object.fromEntries(members); // defines, so that a member named __proto__ is only that
    }
    default:
      throw unreadable("a value is of no known kind");
  }
}

function fromTypedArray({ element, data }: WireArray): AnyTypedArray {
  const constructor = arrays[elements.fromWire(element)];
  if (data.byteLength % constructor.BYTES_PER_ELEMENT !== 0) throw unreadable("a typed array ends within an element");
  return new constructor(Uint8Array.from(data).buffer);
}
