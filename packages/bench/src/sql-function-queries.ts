// The queries of `pnpm bench sql --set functions`: windows, ordered-set and statistical aggregates, regular
// expressions, functions of texts and of dates over TPC-H's tables, reported apart from sql-queries.ts because they
// have a target of their own. As there, both engines run the same text and each answer is compared in full.
import { type ContestQuery, groupOf } from "./contest.ts";

/** The queries, in groups. */
export const sqlFunctionQueries: readonly ContestQuery[] = [
  ...groupOf("window", [
    [
      `SELECT max(q), sum(q) FROM (SELECT sum(l_quantity) OVER (PARTITION BY l_suppkey
      ORDER BY l_shipdate, l_orderkey, l_linenumber ROWS UNBOUNDED PRECEDING) AS q FROM lineitem) AS w`,
    ],
    [
      `SELECT max(p), min(p) FROM (SELECT avg(o_totalprice) OVER (PARTITION BY o_custkey
      ORDER BY o_orderdate, o_orderkey ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS p FROM orders) AS w`,
    ],
    [
      `SELECT count(*), sum(n), max(t) FROM (SELECT count(*) OVER w AS n, sum(o_totalprice) OVER w AS t FROM orders
      WINDOW w AS (PARTITION BY o_custkey ORDER BY o_orderdate RANGE BETWEEN INTERVAL '90 days' PRECEDING AND CURRENT ROW)) AS w`,
    ],
    [
      `SELECT sum(r), sum(d), sum(q), sum(p) FROM (SELECT rank() OVER w AS r, dense_rank() OVER w AS d, ntile(10) OVER w AS q,
      percent_rank() OVER w AS p FROM orders WINDOW w AS (PARTITION BY o_orderpriority ORDER BY o_totalprice DESC, o_orderkey)) AS w`,
    ],
    [
      `SELECT sum(f), sum(l), sum(n) FROM (SELECT first_value(o_totalprice) OVER w AS f, last_value(o_totalprice) OVER w AS l,
      nth_value(o_totalprice, 3) OVER w AS n FROM orders WINDOW w AS (PARTITION BY o_custkey
      ORDER BY o_orderdate, o_orderkey ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS w`,
    ],
    [
      `SELECT count(*), sum(before), sum(after) FROM (SELECT o_orderdate - lag(o_orderdate) OVER w AS before,
      lead(o_orderdate, 2) OVER w - o_orderdate AS after FROM orders
      WINDOW w AS (PARTITION BY o_custkey ORDER BY o_orderdate, o_orderkey)) AS w`,
    ],
    [
      `SELECT sum(high), sum(low) FROM (SELECT max(l_extendedprice) OVER w AS high, min(l_extendedprice) OVER w AS low
      FROM lineitem WINDOW w AS (PARTITION BY l_partkey ORDER BY l_shipdate, l_orderkey, l_linenumber
      ROWS BETWEEN 10 PRECEDING AND 10 FOLLOWING)) AS w`,
    ],
    [
      `SELECT count(*) FROM (SELECT l_extendedprice, avg(l_extendedprice) OVER (PARTITION BY l_orderkey) AS mean
      FROM lineitem) AS w WHERE l_extendedprice > 1.5 * mean`,
    ],
    [
      `SELECT o_custkey, o_orderkey, o_totalprice FROM (SELECT o_custkey, o_orderkey, o_totalprice,
      row_number() OVER (PARTITION BY o_custkey ORDER BY o_totalprice DESC, o_orderkey) AS place FROM orders) AS w WHERE place = 1`,
    ],
    [
      `SELECT month, total, sum(total) OVER (ORDER BY month) AS running, total / sum(total) OVER () AS share
      FROM (SELECT CAST(date_trunc('month', o_orderdate) AS date) AS month, sum(o_totalprice) AS total FROM orders GROUP BY 1) AS m
      ORDER BY month`,
      [0],
    ],
    [
      `SELECT sum(others) FROM (SELECT sum(l_quantity) OVER (PARTITION BY l_orderkey ORDER BY l_linenumber
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) AS others FROM lineitem) AS w`,
    ],
  ]),
  ...groupOf("ordered", [
    [
      `SELECT l_shipmode, percentile_cont(0.5) WITHIN GROUP (ORDER BY l_extendedprice::double precision) FROM lineitem GROUP BY l_shipmode`,
    ],
    [
      `SELECT o_orderpriority, percentile_disc(0.1) WITHIN GROUP (ORDER BY o_totalprice),
      percentile_disc(0.9) WITHIN GROUP (ORDER BY o_totalprice) FROM orders GROUP BY o_orderpriority`,
    ],
    [
      `SELECT count(*), sum(middle) FROM (SELECT l_partkey, percentile_disc(0.5) WITHIN GROUP (ORDER BY l_quantity) AS middle
      FROM lineitem GROUP BY l_partkey) AS g`,
    ],
    ["SELECT p_brand, mode() WITHIN GROUP (ORDER BY p_size % 3) FROM part GROUP BY p_brand"],
    [
      `SELECT max(length(list)), count(*) FROM (SELECT o_custkey, string_agg(o_orderpriority, ',' ORDER BY o_orderdate, o_orderkey) AS list
      FROM orders GROUP BY o_custkey) AS g`,
    ],
  ]),
  ...groupOf("statistics", [
    [
      `SELECT l_shipmode, stddev_samp(l_extendedprice::double precision), var_pop(l_quantity::double precision)
      FROM lineitem GROUP BY l_shipmode`,
    ],
    [
      `SELECT l_returnflag, corr(q, p), regr_slope(p, q), regr_intercept(p, q), regr_r2(p, q) FROM (SELECT l_returnflag,
      l_quantity::double precision AS q, l_extendedprice::double precision AS p FROM lineitem) AS l GROUP BY l_returnflag`,
    ],
    [
      `SELECT count(*), sum(c) FROM (SELECT l_suppkey, covar_samp(l_quantity::double precision, l_discount::double precision) AS c
      FROM lineitem GROUP BY l_suppkey) AS g`,
    ],
    [
      "SELECT bit_xor(l_orderkey), bit_or(l_partkey), bit_and(l_suppkey), bool_and(l_quantity > 0)::integer, bool_or(l_tax > 0.07)::integer FROM lineitem",
    ],
    ["SELECT p_size, stddev_pop(p_partkey), variance(p_partkey), avg(p_partkey) FROM part GROUP BY p_size"],
  ]),
  ...groupOf("regex", [
    ["SELECT count(*) FROM orders WHERE o_comment ~ '.*special.*requests.*'"],
    ["SELECT count(*) FROM lineitem WHERE l_comment ~ '.*(furiously|blithely|quickly) [a-z]+ (deposits|accounts).*'"],
    ["SELECT count(*) FROM part WHERE p_name ~ '.*(green|blue).*(red|rose).*'"],
    ["SELECT regexp_replace(c_phone, '^([0-9]+)-([0-9]+)-.*$', '\\1/\\2') AS area, count(*) FROM customer GROUP BY 1"],
    ["SELECT sum(length(regexp_replace(o_comment, '[aeiou]+', '', 'g'))) FROM orders"],
    [
      "SELECT max(regexp_replace(p_type, '(\\w+) (\\w+) (\\w+)', '\\3 \\2')), count(*) FROM part WHERE p_type ~ '[A-Z]+ [^ ]+ ST.*'",
    ],
    ["SELECT count(*) FROM customer WHERE c_phone ~ '^(1|2)[0-9]-[0-9]{3}-[0-9]+-.*7$'"],
    ["SELECT sum(array_length(regexp_split_to_array(o_comment, '[ ,.]+'), 1)) FROM orders"],
  ]),
  ...groupOf("string", [
    ["SELECT count(DISTINCT md5(c_name)), min(md5(c_address)) FROM customer"],
    ["SELECT split_part(p_name, ' ', 2) AS word, count(*) FROM part GROUP BY 1"],
    ["SELECT sum(length(replace(l_comment, 'e', 'ee'))), count(*) FROM lineitem WHERE strpos(l_comment, 'iron') > 0"],
    ["SELECT max(translate(upper(o_comment), 'AEIOU', '12345')), min(reverse(o_clerk)) FROM orders"],
    [
      "SELECT left(c_phone, 2) AS country, max(lpad(c_mktsegment, 12, '*')), max(rpad(right(c_name, 4), 8, '-')) FROM customer GROUP BY 1",
    ],
    ["SELECT count(DISTINCT concat_ws('/', l_shipmode, l_returnflag, l_linestatus, l_shipinstruct)) FROM lineitem"],
    [
      "SELECT sum(ascii(p_type)), max(repeat(p_size::text, 3)), count(*) FROM part WHERE starts_with(p_name, 'b') OR p_name LIKE '%e'",
    ],
    ["SELECT sum(length(trim(both 'aeiou ' FROM l_comment))) FROM lineitem"],
    ["SELECT count(*), max(lower(o_clerk) || ':' || o_orderkey::text) FROM orders WHERE length(o_comment) > 30"],
    ["SELECT sum(substring(o_clerk FROM 7)::integer), sum(position('s' IN o_comment)) FROM orders"],
    ["SELECT max(l_extendedprice::text), min(l_shipdate::text), sum(length(l_quantity::text)) FROM lineitem"],
    ["SELECT sum((left(c_phone, 2) || '.' || right(c_phone, 2))::numeric(10,2)) FROM customer"],
  ]),
  ...groupOf("date", [
    [
      `SELECT extract(dow FROM o_orderdate) AS d, extract(quarter FROM o_orderdate) AS q, count(*), max(extract(doy FROM o_orderdate))
      FROM orders GROUP BY 1, 2`,
    ],
    ["SELECT CAST(date_trunc('week', l_shipdate) AS date) AS week, sum(l_extendedprice) FROM lineitem GROUP BY 1"],
    ["SELECT count(*) FROM lineitem WHERE l_shipdate + INTERVAL '1 month' < l_receiptdate + INTERVAL '3 days'"],
    [
      `SELECT max(extract(month FROM age(CAST(l_receiptdate AS timestamp), CAST(o_orderdate AS timestamp)))), count(*)
      FROM orders JOIN lineitem ON o_orderkey = l_orderkey`,
    ],
    [
      `SELECT make_date(CAST(extract(year FROM l_shipdate) AS integer), CAST(extract(month FROM l_shipdate) AS integer), 1) AS first,
      count(*) FROM lineitem GROUP BY 1`,
    ],
    ["SELECT left(CAST(o_orderdate AS text), 7) AS month, count(*), sum(o_totalprice) FROM orders GROUP BY 1"],
    [
      "SELECT max(CAST(CAST(extract(year FROM o_orderdate) AS integer) || '-02-' || (10 + o_orderkey % 18) AS date)), count(*) FROM orders",
    ],
    [
      `SELECT extract(isoyear FROM l_commitdate) AS y, extract(week FROM l_commitdate) AS w, count(*),
      sum(extract(epoch FROM CAST(l_commitdate AS timestamp))) FROM lineitem GROUP BY 1, 2`,
    ],
    [
      `SELECT count(*), max(n) FROM (SELECT d, count(o_orderkey) AS n FROM generate_series(TIMESTAMP '1993-01-01', TIMESTAMP '1996-12-31',
      INTERVAL '1 day') AS g(d) LEFT JOIN orders ON o_orderdate = CAST(d AS date) GROUP BY d) AS days`,
    ],
  ]),
];
