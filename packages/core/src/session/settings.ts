// What SET, RESET and SHOW know: each setting once, with how it is read and shown. The number of threads is fixed
// while an engine lives, so it can only be shown.

import { FfqError } from "../common/error.ts";
import { nearest } from "../common/suggest.ts";
import { byteOption, countOption, ruleOption, type Settings, zoneOption } from "./options.ts";
import type { Session } from "./session.ts";

interface Setting {
  readonly show: (session: Session) => string;
  /** Absent for what cannot be changed. */
  readonly set?: (settings: Settings, text: string) => Settings;
  readonly reset?: (settings: Settings, defaults: Settings) => Settings;
}

const settings: Readonly<Record<string, Setting>> = {
  threads: { show: ({ config }) => String(config.threads) },
  partitions: {
    show: (session) => String(session.settings.partitions),
    set: (now, text) => ({ ...now, partitions: countOption("partitions", Number(text), 1, 1024) }),
    reset: (now, { partitions }) => ({ ...now, partitions }),
  },
  small_input_rows: {
    show: (session) => String(session.settings.smallInputRows),
    set: (now, text) => ({ ...now, smallInputRows: countOption("small_input_rows", Number(text), 0, 2 ** 31 - 1) }),
    reset: (now, { smallInputRows }) => ({ ...now, smallInputRows }),
  },
  recursion_limit: {
    show: (session) => (session.settings.recursionLimit === 0 ? "none" : String(session.settings.recursionLimit)),
    set: (now, text) => ({
      ...now,
      recursionLimit: text === "none" ? 0 : countOption("recursion_limit", Number(text), 0, 2 ** 31 - 1),
    }),
    reset: (now, { recursionLimit }) => ({ ...now, recursionLimit }),
  },
  memory_limit: {
    show: (session) => (session.settings.memoryLimit === 0 ? "none" : String(session.settings.memoryLimit)),
    set: (now, text) => ({ ...now, memoryLimit: text === "none" ? 0 : byteOption("memory_limit", text) }),
    reset: (now, { memoryLimit }) => ({ ...now, memoryLimit }),
  },
  spill_limit: {
    show: (session) => (session.settings.spillLimit === 0 ? "none" : String(session.settings.spillLimit)),
    set: (now, text) => ({ ...now, spillLimit: text === "none" ? 0 : byteOption("spill_limit", text) }),
    reset: (now, { spillLimit }) => ({ ...now, spillLimit }),
  },
  spill_threshold: {
    show: (session) => (session.settings.spillThreshold === 0 ? "none" : String(session.settings.spillThreshold)),
    set: (now, text) => ({ ...now, spillThreshold: text === "none" ? 0 : byteOption("spill_threshold", text) }),
    reset: (now, { spillThreshold }) => ({ ...now, spillThreshold }),
  },
  batch_rows: {
    show: (session) => String(session.settings.batchRows),
    set: (now, text) => ({ ...now, batchRows: countOption("batch_rows", Number(text), 1, 65536) }),
    reset: (now, { batchRows }) => ({ ...now, batchRows }),
  },
  statement_timeout: {
    show: (session) => (session.settings.timeoutMs === 0 ? "0" : `${session.settings.timeoutMs}ms`),
    set: (now, text) => ({ ...now, timeoutMs: readMilliseconds(text) }),
    reset: (now, { timeoutMs }) => ({ ...now, timeoutMs }),
  },
  timezone: {
    show: (session) => session.settings.timeZone,
    set: (now, text) => ({ ...now, timeZone: zoneOption("TimeZone", text) }),
    reset: (now, { timeZone }) => ({ ...now, timeZone }),
  },
  datestyle: fixedSetting("DateStyle", "ISO, MDY", /^\s*iso(\s*,\s*(mdy|us))?\s*$/i),
  intervalstyle: fixedSetting("IntervalStyle", "postgres", /^postgres$/i),
  extra_float_digits: fixedSetting("extra_float_digits", "1", /^[123]$/),
  bytea_output: fixedSetting("bytea_output", "hex", /^hex$/i),
  disabled_rules: {
    show: (session) => [...session.settings.disabledRules].join(", "),
    set: (now, text) => ({ ...now, disabledRules: ruleOption("disabled_rules", namesIn(text)) }),
    reset: (now, { disabledRules }) => ({ ...now, disabledRules }),
  },
};

/** A setting of PostgreSQL's with one value: it may be set to that. */
function fixedSetting(name: string, shown: string, accepted: RegExp): Setting {
  return {
    show: () => shown,
    set: (now, text) => {
      if (accepted.test(text)) return now;
      throw new FfqError("UNSUPPORTED", `${name} ${text} is not supported`, { sqlstate: "0A000" });
    },
    reset: (now) => now,
  };
}

const namesIn = (text: string): readonly string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

const milliseconds: Readonly<Record<string, number>> = {
  "": 1,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function readMilliseconds(text: string): number {
  const [, digits = "", unit = ""] = /^\s*(\d+)\s*([a-z]*)\s*$/.exec(text) ?? [];
  const factor = milliseconds[unit];
  if (digits !== "" && factor !== undefined) {
    return countOption("statement_timeout", Number(digits) * factor, 0, 2 ** 31 - 1);
  }
  throw new FfqError("CONFIG", `invalid value for parameter "statement_timeout": "${text}"`, { sqlstate: "22023" });
}

function settingOf(name: string): Setting {
  const known = name.toLowerCase();
  const setting = Object.hasOwn(settings, known) ? settings[known] : undefined;
  if (setting !== undefined) return setting;
  const near = nearest(known, Object.keys(settings));
  throw new FfqError("NOT_FOUND", `unrecognized configuration parameter "${name}"`, {
    sqlstate: "42704",
    hint:
      near === undefined
        ? `Parameters: ${Object.keys(settings).join(", ")}.`
        : `Perhaps you meant the parameter "${near}".`,
  });
}

/** `value` undefined: back to what it was when the engine was created. */
export function changeSetting(session: Session, name: string, value: string | undefined): void {
  const { set, reset } = settingOf(name);
  if (set === undefined || reset === undefined) {
    throw new FfqError("CONFIG", `parameter "${name}" cannot be changed now`, { sqlstate: "55P02" });
  }
  session.settings = value === undefined ? reset(session.settings, session.defaults) : set(session.settings, value);
}

export function showSetting(session: Session, name: string): string {
  return settingOf(name).show(session);
}

/** A setting's name as SHOW heads its column. */
export function settingTitle(name: string): string {
  return titles.find((title) => title.toLowerCase() === name.toLowerCase()) ?? name;
}

/** What PostgreSQL writes with capitals. */
const titles = ["TimeZone", "DateStyle", "IntervalStyle"] as const;
