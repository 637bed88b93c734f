// @ffq/client: FFQ in one import. Re-exports @ffq/core; adds the TPC-H generator and queries.
export * from "@ffq/core";
export {
  type GeneratedFile,
  type GenerateOptions,
  type GenerateProgress,
  generateTpch,
} from "./tpch/generate.ts";
export { tpchQueries } from "./tpch/queries.ts";
