// What a number's picture asks for: digits before and behind the point, signs, and the combinations that PostgreSQL refuses.
import {
  N_B, N_D, N_EEEE, N_FM, N_MI, N_NINE, N_PL, N_POINT, N_PR, N_RN, N_S, N_SG, N_V, N_ZERO, T_END, T_KEYWORD, beginPicture, keyword,
  next, token,
} from "./format-token.part";

export const DECIMAL: u32 = 1;
export const ZEROES: u32 = 2;
export const BLANK: u32 = 4;
export const FILL: u32 = 8;
export const SIGN: u32 = 16;
export const BRACKET: u32 = 32;
export const MINUS: u32 = 64;
export const PLUS: u32 = 128;
export const ROMAN: u32 = 256;
export const MULTI: u32 = 512;
export const EXPONENT: u32 = 1024;

export const SIGN_NONE: i32 = 0;
export const SIGN_BEFORE: i32 = 1;
export const SIGN_BEHIND: i32 = 2;

export let flags: u32 = 0;
export let pre: i32 = 0;
export let post: i32 = 0;
export let multi: i32 = 0;
export let zeroStart: i32 = 0;
export let zeroEnd: i32 = 0;
export let signPlace: i32 = 0;
export let signPre: i32 = 0;

export function setFlags(value: u32): void {
  flags = value;
}
export function setPre(value: i32): void {
  pre = value;
}
export function setPost(value: i32): void {
  post = value;
}
export function setSignPlace(value: i32): void {
  signPlace = value;
}

/** Reads a picture: 0, or the number of a failure. */
export function readPicture(picture: i64): i32 {
  flags = 0;
  pre = 0;
  post = 0;
  multi = 0;
  zeroStart = 0;
  zeroEnd = 0;
  signPlace = SIGN_NONE;
  signPre = 0;
  beginPicture(picture);
  for (next(); token != T_END; next()) {
    if (token != T_KEYWORD) continue;
    const problem = take();
    if (problem != 0) return problem;
    if ((flags & ROMAN) != 0 && (flags & ~(ROMAN | FILL)) != 0) return -27;
  }
  return 0;
}

function has(flag: u32): bool {
  return (flags & flag) != 0;
}

function takeDigit(zero: bool): i32 {
  if (has(BRACKET)) return zero ? -11 : -10;
  if (zero && !has(ZEROES) && !has(DECIMAL)) {
    flags |= ZEROES;
    zeroStart = pre + 1;
  }
  if (!zero && has(MULTI)) multi++;
  else if (has(DECIMAL)) post++;
  else pre++;
  if (zero) zeroEnd = pre + post;
  return 0;
}

function takeSign(): i32 {
  if (has(SIGN)) return -14;
  if (has(PLUS | MINUS | BRACKET)) return -15;
  if (!has(DECIMAL)) {
    signPlace = SIGN_BEFORE;
    signPre = pre;
    flags |= SIGN;
  } else if (signPlace == SIGN_NONE) {
    signPlace = SIGN_BEHIND;
    flags |= SIGN;
  }
  return 0;
}

function take(): i32 {
  if (has(EXPONENT) && keyword != N_EEEE) return -20;
  switch (keyword) {
    case N_NINE:
      return takeDigit(false);
    case N_ZERO:
      return takeDigit(true);
    case N_B:
      if (pre == 0 && post == 0 && !has(ZEROES)) flags |= BLANK;
      return 0;
    case N_D:
    case N_POINT:
      if (has(DECIMAL)) return -12;
      if (has(MULTI)) return -13;
      flags |= DECIMAL;
      return 0;
    case N_FM:
      flags |= FILL;
      return 0;
    case N_S:
      return takeSign();
    case N_MI:
      if (has(SIGN)) return -16;
      flags |= MINUS;
      return 0;
    case N_PL:
      if (has(SIGN)) return -17;
      flags |= PLUS;
      return 0;
    case N_SG:
      if (has(SIGN)) return -18;
      flags |= MINUS | PLUS;
      return 0;
    case N_PR:
      if (has(SIGN | PLUS | MINUS)) return -19;
      flags |= BRACKET;
      return 0;
    case N_RN:
      if (has(ROMAN)) return -23;
      flags |= ROMAN;
      return 0;
    case N_V:
      if (has(DECIMAL)) return -13;
      flags |= MULTI;
      return 0;
    case N_EEEE:
      if (has(EXPONENT)) return -21;
      if (has(BLANK | FILL | SIGN | BRACKET | MINUS | PLUS | ROMAN | MULTI)) return -22;
      flags |= EXPONENT;
      return 0;
    default:
      return 0;
  }
}
