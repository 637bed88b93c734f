// The arguments of make_timestamp and make_timestamptz: the fields, and the zone that may stand behind them.
export const TIMESTAMP_FIELDS = ["int4", "int4", "int4", "int4", "int4", "float8"] as const;

export const TIMESTAMP_FIELD_NAMES = "year month mday hour min sec timezone";
