// @ffq/client: FFQ in one import. Re-exports @ffq/core; adds the TPC-H generator and PostgreSQL's text form of
// result values, which the `ffq` command uses too.
export * from "@ffq/core";
export { type ValueText, valueTexts } from "./format/value-text.ts";
export {
  type GeneratedFile,
  type GenerateOptions,
  type GenerateProgress,
  generateTpch,
} from "./tpch/generate.ts";
export { tpchQueries } from "./tpch/queries.ts";
