// Settings of PostgreSQL's that have one value here, and those that only tell what the engine is: programs and drivers ask for
// them, or set them to what they are, when they begin.
import { FfqError } from "../common/error.ts";
import { SERVER_VERSION, SERVER_VERSION_NUMBER } from "../common/postgres-version.ts";
import type { Setting } from "./setting.ts";

const on = /^(on|true|yes|1)$/i;
const off = /^(off|false|no|0)$/i;

/** By the name in lower case. */
export const fixedSettings: Readonly<Record<string, Setting>> = {
  datestyle: {
    ...fixed(
      "DateStyle",
      "ISO, MDY",
      /^\s*iso(\s*,\s*(mdy|us))?\s*$/i,
      "How dates are written, and read where that is open.",
    ),
    title: "DateStyle",
    isList: true,
  },
  intervalstyle: {
    ...fixed("IntervalStyle", "postgres", /^postgres$/i, "How intervals are written."),
    title: "IntervalStyle",
  },
  extra_float_digits: fixed(
    "extra_float_digits",
    "1",
    /^[123]$/,
    "Floats are written with as many digits as they need.",
  ),
  bytea_output: fixed("bytea_output", "hex", /^hex$/i, "How bytea is written."),
  client_encoding: fixed(
    "client_encoding",
    "UTF8",
    /^(utf-?8|unicode)$/i,
    "The encoding of what a program sends and gets.",
  ),
  standard_conforming_strings: fixed(
    "standard_conforming_strings",
    "on",
    on,
    "Backslashes in '...' literals are characters like others.",
  ),
  transaction_isolation: fixed(
    "transaction_isolation",
    "read committed",
    /^read committed$/i,
    "Each statement is a transaction of its own, and reads tables as they are when it begins.",
  ),
  default_transaction_isolation: fixed(
    "default_transaction_isolation",
    "read committed",
    /^read committed$/i,
    "The isolation level of new transactions.",
  ),
  transaction_read_only: fixed("transaction_read_only", "off", off, "Whether statements may change tables."),
  default_transaction_read_only: fixed(
    "default_transaction_read_only",
    "off",
    off,
    "Whether statements of new transactions may change tables.",
  ),
  server_version: told(SERVER_VERSION, "The version of PostgreSQL whose SQL this is."),
  server_version_num: told(SERVER_VERSION_NUMBER, "That version as a number."),
  server_encoding: told("UTF8", "The encoding of texts in tables."),
  integer_datetimes: told("on", "Dates and times are whole numbers."),
  max_identifier_length: told("63", "The most bytes of a name."),
  in_hot_standby: told("off", "Whether this is the copy of another server."),
};

/** A setting with one value: it may be set to that. */
function fixed(name: string, shown: string, accepted: RegExp, about: string): Setting {
  return {
    about,
    show: () => shown,
    set: (now, text) => {
      if (accepted.test(text)) return now;
      throw new FfqError("UNSUPPORTED", `${name} ${text} is not supported`, {
        sqlstate: "0A000",
        hint: `It is always ${shown}.`,
      });
    },
    reset: (now) => now,
  };
}

function told(shown: string, about: string): Setting {
  return { about, show: () => shown };
}
