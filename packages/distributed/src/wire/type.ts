// SQL types and the fields of rows.
import { create } from "@bufbuild/protobuf";
import { declaredNumeric, type Field, type LogicalType } from "@ffq/core/physical";
import {
  FieldSchema,
  IntervalFields,
  TypeKind as Kind,
  StructFieldSchema,
  TypeSchema,
  type Type as WireType,
} from "../gen/ffq/plan/v1/type_pb.ts";
import { type Codec, enumCodec, present, unreadable } from "./codec.ts";

const kinds = enumCodec<LogicalType["kind"], Kind>("type", {
  bool: Kind.BOOL,
  int2: Kind.INT2,
  int4: Kind.INT4,
  int8: Kind.INT8,
  float4: Kind.FLOAT4,
  float8: Kind.FLOAT8,
  numeric: Kind.NUMERIC,
  text: Kind.TEXT,
  varchar: Kind.VARCHAR,
  bpchar: Kind.BPCHAR,
  date: Kind.DATE,
  bytea: Kind.BYTEA,
  uuid: Kind.UUID,
  time: Kind.TIME,
  timetz: Kind.TIMETZ,
  timestamp: Kind.TIMESTAMP,
  timestamptz: Kind.TIMESTAMPTZ,
  interval: Kind.INTERVAL,
  list: Kind.LIST,
  struct: Kind.STRUCT,
  unknown: Kind.UNKNOWN,
});

type FieldsOfInterval = NonNullable<Extract<LogicalType, { readonly kind: "interval" }>["fields"]>;

const intervalFields = enumCodec<FieldsOfInterval, IntervalFields>("fields of an interval", {
  year: IntervalFields.YEAR,
  month: IntervalFields.MONTH,
  day: IntervalFields.DAY,
  hour: IntervalFields.HOUR,
  minute: IntervalFields.MINUTE,
  second: IntervalFields.SECOND,
  "year to month": IntervalFields.YEAR_TO_MONTH,
  "day to hour": IntervalFields.DAY_TO_HOUR,
  "day to minute": IntervalFields.DAY_TO_MINUTE,
  "day to second": IntervalFields.DAY_TO_SECOND,
  "hour to minute": IntervalFields.HOUR_TO_MINUTE,
  "hour to second": IntervalFields.HOUR_TO_SECOND,
  "minute to second": IntervalFields.MINUTE_TO_SECOND,
});

export const typeCodec: Codec<LogicalType, typeof TypeSchema> = {
  schema: TypeSchema,
  toMessage: (type) => {
    const kind = kinds.toWire(type.kind);
    if (type.kind === "list") return create(TypeSchema, { kind, element: typeCodec.toMessage(type.element) });
    if (type.kind === "numeric" && type.limit !== undefined) return create(TypeSchema, { ...type.limit, kind });
    if (type.kind === "interval") {
      const { precision, fields } = type;
      return create(TypeSchema, {
        kind,
        ...(precision === undefined ? {} : { precision }),
        ...(fields === undefined ? {} : { intervalFields: intervalFields.toWire(fields) }),
      });
    }
    if (type.kind !== "struct") return create(TypeSchema, { ...type, kind });
    const fields = type.fields.map(({ name, type: field }) =>
      create(StructFieldSchema, { name, type: typeCodec.toMessage(field) }),
    );
    return create(TypeSchema, { kind, fields });
  },
  fromMessage: (message) => {
    const kind = kinds.fromWire(message.kind);
    const { precision, scale, length } = message;
    refuseStrayParts(kind, message);
    switch (kind) {
      case "numeric":
        if (precision === undefined) return { kind };
        return scale === undefined ? { kind, precision } : declaredNumeric(precision, scale);
      case "varchar":
      case "bpchar":
        return length === undefined ? { kind } : { kind, length };
      case "time":
      case "timetz":
      case "timestamp":
      case "timestamptz":
        return precision === undefined ? { kind } : { kind, precision };
      case "interval": {
        const isWhole = message.intervalFields === IntervalFields.UNSPECIFIED;
        return {
          kind,
          ...(precision === undefined ? {} : { precision }),
          ...(isWhole ? {} : { fields: intervalFields.fromWire(message.intervalFields) }),
        };
      }
      case "list":
        return { kind, element: typeCodec.fromMessage(present(message.element, "a list's element type")) };
      case "struct": {
        const fields = message.fields.map(({ name, type }) => ({
          name,
          type: typeCodec.fromMessage(present(type, "a field's type")),
        }));
        return { kind, fields };
      }
      default:
        return { kind };
    }
  },
};

/** What may keep fewer digits of a second than six. */
const timed: ReadonlySet<string> = new Set(["time", "timetz", "timestamp", "timestamptz", "interval"]);

function refuseStrayParts(
  kind: LogicalType["kind"],
  { precision, scale, length, element, fields, intervalFields: named }: WireType,
): void {
  const numeric = kind === "numeric";
  const sized = kind === "varchar" || kind === "bpchar";
  if (!numeric && scale !== undefined) throw unreadable(`type ${kind} with a scale`);
  if (!numeric && !timed.has(kind) && precision !== undefined) throw unreadable(`type ${kind} with a precision`);
  if (!sized && length !== undefined) throw unreadable(`type ${kind} with a length`);
  if (kind !== "list" && element !== undefined) throw unreadable(`type ${kind} with elements`);
  if (kind !== "interval" && named !== IntervalFields.UNSPECIFIED)
    throw unreadable(`type ${kind} with fields of an interval`);
  if (kind !== "struct" && fields.length > 0) throw unreadable(`type ${kind} with fields`);
}

export const fieldCodec: Codec<Field, typeof FieldSchema> = {
  schema: FieldSchema,
  toMessage: ({ name, type, nullable }) => create(FieldSchema, { name, type: typeCodec.toMessage(type), nullable }),
  fromMessage: ({ name, type, nullable }) => ({
    name,
    type: typeCodec.fromMessage(present(type, "a field's type")),
    nullable,
  }),
};
