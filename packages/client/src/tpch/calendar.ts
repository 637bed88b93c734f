// Dates of TPC-H, as days since 1970-01-01.

/** 1992-01-01, the first order date there can be. */
export const FIRST_DAY = 8035;

/** The days that orders are placed on: those that leave room for shipping and receipt before 1998-12-31. */
export const ORDER_DAYS: number = 2557 - (121 + 30) - 1;

/** 1995-06-17, which the specification calls the current date: what is due by then has happened. */
export const CURRENT_DAY = 9298;

/** Bytes of a date as text. */
export const DATE_BYTES = 10;

/** The years that have text. */
const TEXT_DAYS = 366 * 8;

/** ISO texts of the days from FIRST_DAY on, DATE_BYTES each. */
export function dateTexts(): DataView {
  const texts = Array.from({ length: TEXT_DAYS }, (_, day) =>
    new Date((FIRST_DAY + day) * 86_400_000).toISOString().slice(0, DATE_BYTES),
  );
  const bytes = new TextEncoder().encode(texts.join("") + " ".repeat(DATE_BYTES));
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
