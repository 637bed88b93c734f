// What every codec of this folder is made of. A codec is total both ways: each plain value has exactly one message,
// and a message that is none of ours is refused, never read as something near it.
import { type DescMessage, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { FfqError } from "@ffq/core/physical";

/** Plain data to and from the messages of one type. */
export interface Codec<Plain, Desc extends DescMessage = DescMessage> {
  readonly schema: Desc;
  toMessage(value: Plain): MessageShape<Desc>;
  /** @throws FfqError UNSUPPORTED when the message is none that this version writes */
  fromMessage(message: MessageShape<Desc>): Plain;
}

/** Nested plain values of value.ts, the deepest messages there are, stay well within this. */
const RECURSION_LIMIT = 400;

export function encode<Plain, Desc extends DescMessage>(codec: Codec<Plain, Desc>, value: Plain): Uint8Array {
  return toBinary(codec.schema, codec.toMessage(value));
}

/** @throws FfqError UNSUPPORTED when the bytes are no message of that type */
export function decode<Plain, Desc extends DescMessage>(codec: Codec<Plain, Desc>, bytes: Uint8Array): Plain {
  return codec.fromMessage(readMessage(codec.schema, bytes));
}

export function readMessage<Desc extends DescMessage>(schema: Desc, bytes: Uint8Array): MessageShape<Desc> {
  try {
    return fromBinary(schema, bytes, { recursionLimit: RECURSION_LIMIT });
  } catch (thrown) {
    throw unreadable(`${schema.typeName} is damaged`, thrown);
  }
}

/** What came over the wire is nothing that this version writes. */
export function unreadable(what: string, cause?: unknown): FfqError {
  return new FfqError(
    "UNSUPPORTED",
    `a message cannot be read: ${what}`,
    { sqlstate: "0A000", hint: "Run the same version of FFQ in client, coordinator and workers." },
    cause,
  );
}

/** A member that every message of its type has. */
export function present<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw unreadable(`${what} is missing`);
  return value;
}

/** A 64-bit count as a number. */
export function readCount(count: bigint, what: string): number {
  if (count > BigInt(Number.MAX_SAFE_INTEGER)) throw unreadable(`${what} is ${count}`);
  return Number(count);
}

/** A count as 64 bits. @throws FfqError INTERNAL for what is no whole number from 0 */
export function writeCount(count: number, what: string): bigint {
  if (Number.isSafeInteger(count) && count >= 0) return BigInt(count);
  throw new FfqError("INTERNAL", `${what} must be a whole number from 0, not ${count}`);
}

/** The two directions of an enum. */
export interface EnumCodec<Name extends string, Value extends number> {
  toWire(name: Name): Value;
  fromWire(value: Value): Name;
}

/** From the table of all names: one that is added to core fails to compile until it stands there. */
export function enumCodec<Name extends string, Value extends number>(
  what: string,
  table: Readonly<Record<Name, Value>>,
): EnumCodec<Name, Value> {
  const names = new Map(Object.entries<Value>(table).map(([name, value]) => [value, name as Name]));
  return {
    toWire: (name) => {
      if (!Object.hasOwn(table, name)) throw new FfqError("INTERNAL", `there is no ${what} ${name}`);
      return table[name];
    },
    fromWire: (value) => {
      const name = names.get(value);
      if (name === undefined) throw unreadable(`${what} ${value} is not known here`);
      return name;
    },
  };
}
