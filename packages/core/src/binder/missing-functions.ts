// PostgreSQL's functions by name, as far as analytical queries use them, and all of JSON and XML: a call of one that has no row in the
// registries is refused as not supported, and not as a name that nobody knows.
import type { LogicalType, TypeKind } from "../type/logical-type.ts";

const missing: ReadonlySet<string> = new Set(
  `abs acos acosd acosh age array_agg array_append array_cat array_length array_position array_prepend array_remove
  array_replace array_to_string array_upper array_lower array_ndims asin asind asinh atan atan2 atan2d atand atanh
  bit_and bit_count bit_or bit_xor bool_and bool_or btrim cardinality cbrt ceil ceiling clock_timestamp concat
  concat_ws convert_from convert_to corr cos cosd cosh cot cotd covar_pop covar_samp cume_dist
  current_database current_schema current_setting date_add date_bin date_part date_subtract date_trunc decode
  degrees dense_rank div encode erf erfc every exp extract factorial first_value float4 float8 format format_type
  gcd gen_random_uuid get_bit get_byte greatest hashtext initcap isfinite json_array justify_days justify_hours
  justify_interval lag last_value lcm lead least left length like_escape ln localtimestamp log log10 lower lpad
  ltrim make_date make_interval make_time make_timestamp make_timestamptz md5 min_scale mod now nth_value ntile
  num_nonnulls num_nulls octet_length overlaps overlay parse_ident pg_typeof pi position power pow quote_ident
  quote_literal quote_nullable radians random range_agg rank regexp_count regexp_instr regexp_like regexp_match
  regexp_replace regexp_split_to_array regexp_substr regr_avgx regr_avgy regr_count regr_intercept regr_r2
  regr_slope regr_sxx regr_sxy regr_syy repeat replace reverse right round row_number rpad rtrim scale set_bit
  set_byte sha224 sha256 sha384 sha512 sign similar_to_escape sin sind sinh split_part sqrt starts_with
  statement_timestamp stddev stddev_pop stddev_samp string_agg string_to_array strpos substr substring tan tand
  tanh timezone to_ascii to_char to_date to_hex to_bin to_oct to_number to_timestamp transaction_timestamp
  translate trim trim_scale trunc unistr upper uuidv7 uuidv4 var_pop var_samp variance version width_bucket
  any_value ascii bit_length char_length character_length chr crc32 crc32c nextval currval setval lastval
  txid_current pg_sleep to_regclass gamma lgamma random_normal date_from_parts make_timestamptz array_sort array_reverse array_fill trim_array string_to_table xmlelement lower_inc upper_inc
  isempty range_merge multirange pg_column_size pg_size_pretty obj_description col_description current_schemas
  has_table_privilege pg_get_viewdef inet_client_addr host masklen network
  array_to_json json_agg json_agg_strict json_array_elements json_array_elements_text json_array_length
  json_build_array json_build_object json_each json_each_text json_extract_path json_extract_path_text json_object
  json_object_agg json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict json_object_keys
  json_populate_record json_populate_recordset json_strip_nulls json_to_record json_to_recordset json_to_tsvector
  json_typeof jsonb_agg jsonb_agg_strict jsonb_array_elements jsonb_array_elements_text jsonb_array_length
  jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text
  jsonb_insert jsonb_object jsonb_object_agg jsonb_object_agg_strict jsonb_object_agg_unique
  jsonb_object_agg_unique_strict jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz jsonb_path_match
  jsonb_path_match_tz jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
  jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_record_valid
  jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record
  jsonb_to_recordset jsonb_to_tsvector jsonb_typeof row_to_json to_json to_jsonb
  cursor_to_xml cursor_to_xmlschema database_to_xml database_to_xml_and_xmlschema database_to_xmlschema
  query_to_xml query_to_xml_and_xmlschema query_to_xmlschema schema_to_xml schema_to_xml_and_xmlschema
  schema_to_xmlschema table_to_xml table_to_xml_and_xmlschema table_to_xmlschema xml xml_is_well_formed
  xml_is_well_formed_content xml_is_well_formed_document xmlagg xmlcomment xmlconcat2 xmlexists xmltext
  xmlvalidate xpath xpath_exists pg_collation_for`.split(/\s+/),
);

const operators: ReadonlySet<string> = new Set(
  "~ ~* !~ !~* & | # << >> ^ @ |/ ||/ @> <@ && -> ->> #> #>> ? ?| ?& #- @? @@ -|- &< &> <-> ^@ ~~~ !~~~".split(" "),
);

/** Operators of a range or a multirange and any value, by the side on which the range stands. */
const rangeSides: Readonly<Record<string, number>> = { "@>": 0, "<@": 1 };

/** Whether a literal without a type could be a range or a multirange there, which for PostgreSQL are two operators. */
export function couldBeRange(symbol: string, kinds: readonly TypeKind[]): boolean {
  if (symbol === "&&") return kinds.every((kind) => kind === "unknown");
  const side = Object.hasOwn(rangeSides, symbol) ? rangeSides[symbol] : undefined;
  return side !== undefined && kinds.length === 2 && kinds[side] === "unknown";
}

const texts: ReadonlySet<TypeKind> = new Set(["text", "varchar", "bpchar"]);

/** Operators that have JSON or a geometric type, none of which is here, at their left. */
const jsonOperators: ReadonlySet<string> = new Set("-> ->> #> #>> ? ?| ?& #- @?".split(" "));

/** Whether PostgreSQL has an operator of that symbol, as far as types can tell: a literal without one could be any. */
export function isMissingOperator(symbol: string, [left]: readonly LogicalType[]): boolean {
  if (jsonOperators.has(symbol)) return left?.kind === "unknown";
  // Full text search: its types, or texts.
  if (symbol === "@@") return left?.kind === "unknown" || (left !== undefined && texts.has(left.kind));
  return operators.has(symbol);
}

/** Whether a literal without a type is jsonb there, from which keys are taken: the only `-` that has texts at its right. */
export function takesKeysOfJson(symbol: string, [left, right]: readonly LogicalType[]): boolean {
  if (symbol !== "-" || left?.kind !== "unknown" || right === undefined) return false;
  return texts.has(right.kind) || (right.kind === "list" && texts.has(right.element.kind));
}

/** Functions of which PostgreSQL's have names for their parameters, and those here have none. */
const named: ReadonlySet<string> = new Set(
  `string_agg array_sort parse_ident random_normal regexp_match regexp_matches regexp_split_to_array
  regexp_split_to_table uuidv7`.split(/\s+/),
);

/** Whether names of parameters could be right in a call. */
export function hasMissingNames(name: string): boolean {
  return named.has(name);
}

/** Whether PostgreSQL has a function of that name. */
export function isMissingFunction(name: string): boolean {
  return missing.has(name);
}
