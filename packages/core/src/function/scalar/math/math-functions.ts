// Numbers: PostgreSQL manual, section 9.3. A file for each function, with all its rows.
import type { FunctionFamily } from "../../registry.ts";
import { abs } from "./abs.ts";
import { acos } from "./acos.ts";
import { acosd } from "./acosd.ts";
import { acosh } from "./acosh.ts";
import { asin } from "./asin.ts";
import { asind } from "./asind.ts";
import { asinh } from "./asinh.ts";
import { atan } from "./atan.ts";
import { atan2 } from "./atan2.ts";
import { atan2d } from "./atan2d.ts";
import { atand } from "./atand.ts";
import { atanh } from "./atanh.ts";
import { cbrt } from "./cbrt.ts";
import { ceil } from "./ceil.ts";
import { cos } from "./cos.ts";
import { cosd } from "./cosd.ts";
import { cosh } from "./cosh.ts";
import { cot } from "./cot.ts";
import { cotd } from "./cotd.ts";
import { degrees } from "./degrees.ts";
import { div } from "./div.ts";
import { erf } from "./erf.ts";
import { erfc } from "./erfc.ts";
import { exp } from "./exp.ts";
import { factorial } from "./factorial.ts";
import { floor } from "./floor.ts";
import { gamma } from "./gamma.ts";
import { gcd } from "./gcd.ts";
import { lcm } from "./lcm.ts";
import { lgamma } from "./lgamma.ts";
import { ln } from "./ln.ts";
import { log } from "./log.ts";
import { log10 } from "./log10.ts";
import { minScale } from "./min-scale.ts";
import { mod } from "./mod.ts";
import { pi } from "./pi.ts";
import { power } from "./power.ts";
import { radians } from "./radians.ts";
import { random } from "./random.ts";
import { randomNormal } from "./random-normal.ts";
import { round } from "./round.ts";
import { scale } from "./scale.ts";
import { setseed } from "./setseed.ts";
import { sign } from "./sign.ts";
import { sin } from "./sin.ts";
import { sind } from "./sind.ts";
import { sinh } from "./sinh.ts";
import { sqrt } from "./sqrt.ts";
import { tan } from "./tan.ts";
import { tand } from "./tand.ts";
import { tanh } from "./tanh.ts";
import { trimScale } from "./trim-scale.ts";
import { trunc } from "./trunc.ts";
import { widthBucket } from "./width-bucket.ts";

export const mathFunctions: readonly FunctionFamily[] = [
  abs,
  acos,
  acosd,
  acosh,
  asin,
  asind,
  asinh,
  atan,
  atan2,
  atan2d,
  atand,
  atanh,
  cbrt,
  ceil,
  cos,
  cosd,
  cosh,
  cot,
  cotd,
  degrees,
  div,
  erf,
  erfc,
  exp,
  factorial,
  floor,
  gamma,
  gcd,
  lcm,
  lgamma,
  ln,
  log,
  log10,
  minScale,
  mod,
  pi,
  power,
  radians,
  random,
  randomNormal,
  round,
  scale,
  setseed,
  sign,
  sin,
  sind,
  sinh,
  sqrt,
  tan,
  tand,
  tanh,
  trimScale,
  trunc,
  widthBucket,
];
