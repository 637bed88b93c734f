// @ffq/core: what a user names.

export type { Field } from "./column/vector.ts";
export { type ErrorDetail, FfqError, type Span } from "./common/error.ts";
export type { ErrorCategory, ErrorCode } from "./common/error-code.ts";
export type { CustomFunction, FunctionResult } from "./function/custom-function.ts";
export { ruleNames as optimizerRules } from "./optimizer/rule.ts";
export { DataFrame, type ExplainFormat } from "./session/data-frame.ts";
export { Engine, type StatementResult, type TableInfo } from "./session/engine.ts";
export type { ClusterOptions, ExtensionOffer } from "./session/extensions.ts";
export type { EngineOptions } from "./session/options.ts";
export type { Parameters, ParameterValue } from "./session/parameters.ts";
export type { QueryResult, Row } from "./session/query-result.ts";
export type { QueryOptions } from "./session/run-statement.ts";
export type { WasmSource } from "./sql/parser-loader.ts";
export { underline } from "./sql/underline.ts";
