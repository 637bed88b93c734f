// Where FFQ and PostgreSQL differ and are known to, each with its reason.

interface Known {
  readonly reason: string;
  /** Of the call's text. */
  readonly call: RegExp;
  /** Of what FFQ answered. */
  readonly got?: RegExp;
}

const known: readonly Known[] = [
  {
    reason: "timestamps end where 64 bits of microseconds since 1970 do, in the year 294247",
    call: /5874897-12-31|9999-12-31|178000000 years|2147483647 days|2562047788:00:54|infinity/,
    got: /^22008 (timestamp|date) out of range/,
  },
  {
    reason:
      "a field or a zone that is none is refused whatever the value: PostgreSQL does not look at it beside an infinity",
    call: /^\((extract|date_part|date_trunc|timezone)\(.*infinity/,
    got: /^(0A000|22023) /,
  },
  {
    reason: "PostgreSQL's calendar goes around beyond 32 bits",
    call: /^\(to_char\('(178000000 years|2147483647 days)'/,
  },
];

export function isKnown(call: string, got: string): boolean {
  return known.some((one) => one.call.test(call) && (one.got?.test(got) ?? true));
}
