// The queries of `pnpm bench sql`: what analysts ask of TPC-H's tables beside TPC-H's own questions, a group for each
// part of an engine that those leave alone. Both engines run the same text. Each answer is compared in full, so those
// with an ORDER BY and a LIMIT are ordered by unique keys.
import { type ContestQuery, groupOf } from "./contest.ts";

/** The queries, in groups. */
export const sqlQueries: readonly ContestQuery[] = [
  ...groupOf("like", [
    ["SELECT count(*) FROM lineitem WHERE l_comment LIKE '%special%'"],
    ["SELECT count(*) FROM orders WHERE o_comment LIKE '%special%requests%'"],
    ["SELECT count(*) FROM orders WHERE o_comment NOT LIKE '%c_r%' AND o_comment LIKE 'f%'"],
    ["SELECT p_brand, count(*) FROM part WHERE p_name LIKE '%green%' OR p_name LIKE 'blue%' GROUP BY p_brand"],
  ]),
  ...groupOf("in", [
    [
      `SELECT l_shipmode, count(*) FROM lineitem
      WHERE l_shipmode IN ('AIR', 'RAIL', 'TRUCK') AND l_quantity IN (1, 5, 10, 20, 30, 40, 50) GROUP BY l_shipmode`,
    ],
    [
      `SELECT count(*), sum(l_extendedprice) FROM lineitem WHERE l_suppkey IN (
      3, 17, 101, 256, 512, 777, 999, 1024, 2048, 3001, 4003, 4999, 5000, 6001, 7007, 8080, 9001, 9999, 10000, 42)`,
    ],
    [
      `SELECT count(*) FROM part WHERE p_container NOT IN ('SM CASE', 'SM BOX', 'LG CASE', 'WRAP JAR', 'JUMBO PKG')
      AND p_type IN ('PROMO BURNISHED COPPER', 'ECONOMY ANODIZED STEEL', 'STANDARD POLISHED TIN')`,
    ],
  ]),
  ...groupOf("case", [
    [
      `SELECT l_returnflag, sum(CASE WHEN l_shipmode = 'AIR' THEN l_extendedprice ELSE 0 END) AS air,
      sum(CASE WHEN l_discount > 0.05 THEN 1 ELSE 0 END) AS discounted, count(*) FROM lineitem GROUP BY l_returnflag`,
    ],
    [
      `SELECT CASE WHEN l_quantity < 10 THEN 'small' WHEN l_quantity < 30 THEN 'middle' ELSE 'large' END AS size,
      count(*), avg(l_extendedprice) FROM lineitem GROUP BY 1`,
    ],
    [
      `SELECT count(*) FILTER (WHERE o_orderstatus = 'F'), sum(o_totalprice) FILTER (WHERE o_orderpriority = '1-URGENT'),
      max(COALESCE(NULLIF(o_shippriority, 0), 7)) FROM orders`,
    ],
  ]),
  ...groupOf("date", [
    [
      "SELECT extract(year FROM l_shipdate) AS y, extract(month FROM l_shipdate) AS m, count(*) FROM lineitem GROUP BY 1, 2",
    ],
    ["SELECT count(*) FROM lineitem WHERE l_receiptdate > l_commitdate + 30 AND l_shipdate < DATE '1997-01-01'"],
    [
      `SELECT CAST(date_trunc('month', o_orderdate) AS date) AS month, sum(o_totalprice) FROM orders
      GROUP BY 1 ORDER BY 1`,
      [0],
    ],
    [
      `SELECT l_shipmode, avg(l_receiptdate - l_shipdate) AS days, max(l_receiptdate - l_commitdate) FROM lineitem
      WHERE l_shipdate BETWEEN DATE '1995-01-01' AND DATE '1995-12-31' GROUP BY l_shipmode`,
    ],
  ]),
  ...groupOf("distinct", [
    ["SELECT count(DISTINCT l_partkey) FROM lineitem"],
    ["SELECT l_shipmode, count(DISTINCT l_suppkey), count(DISTINCT l_shipdate) FROM lineitem GROUP BY l_shipmode"],
    ["SELECT count(DISTINCT o_clerk), count(DISTINCT o_custkey), sum(DISTINCT o_shippriority) FROM orders"],
    ["SELECT DISTINCT l_partkey, l_suppkey FROM lineitem WHERE l_quantity > 45 ORDER BY 1, 2 LIMIT 100", [0, 1]],
  ]),
  ...groupOf("group", [
    [`SELECT l_orderkey, sum(l_quantity) AS q FROM lineitem GROUP BY l_orderkey HAVING sum(l_quantity) > 290`],
    [`SELECT count(*), max(n) FROM (SELECT l_partkey, l_suppkey, count(*) AS n FROM lineitem GROUP BY 1, 2) AS g`],
    [
      `SELECT count(*), sum(s) FROM (SELECT l_returnflag, l_linestatus, l_shipmode, l_shipinstruct, l_linenumber,
      l_tax, l_discount, sum(l_quantity) AS s FROM lineitem GROUP BY 1, 2, 3, 4, 5, 6, 7) AS g`,
    ],
    [
      "SELECT o_clerk, count(*) AS n, sum(o_totalprice) FROM orders GROUP BY o_clerk ORDER BY n DESC, o_clerk LIMIT 20",
      [1, 0],
    ],
    ["SELECT count(*), max(n) FROM (SELECT l_comment, count(*) AS n FROM lineitem GROUP BY l_comment) AS g"],
    ["SELECT o_orderpriority, o_orderstatus, min(o_comment), max(o_clerk) FROM orders GROUP BY 1, 2"],
    [
      `SELECT l_returnflag, l_linestatus, l_shipmode, sum(l_quantity) FROM lineitem
      GROUP BY ROLLUP (l_returnflag, l_linestatus, l_shipmode)`,
    ],
  ]),
  ...groupOf("join", [
    [
      `SELECT n_name, count(*), sum(l_extendedprice) FROM lineitem JOIN supplier ON l_suppkey = s_suppkey
      JOIN nation ON s_nationkey = n_nationkey GROUP BY n_name`,
    ],
    // Skewed: a fifth of the rows have one key on both sides.
    [
      `SELECT count(*), sum(a.l_quantity) FROM lineitem AS a JOIN (SELECT n_nationkey % 5 AS k, n_name FROM nation) AS b
      ON CASE WHEN a.l_orderkey % 5 = 0 THEN 0 ELSE a.l_linenumber % 5 END = b.k`,
    ],
    [
      `SELECT o_orderpriority, count(*) FROM orders LEFT JOIN lineitem ON o_orderkey = l_orderkey AND l_quantity > 49
      WHERE l_orderkey IS NULL GROUP BY o_orderpriority`,
    ],
    // Non-equi: intervals of dates, and inequality of a small table.
    [
      `SELECT b.r, count(*) FROM orders JOIN (SELECT r_regionkey AS r, DATE '1992-01-01' + r_regionkey * 400 AS first,
      DATE '1992-01-01' + r_regionkey * 400 + 500 AS last FROM region) AS b
      ON o_orderdate >= b.first AND o_orderdate < b.last GROUP BY b.r`,
    ],
    [
      "SELECT count(*) FROM supplier AS a JOIN supplier AS b ON a.s_acctbal < b.s_acctbal AND a.s_nationkey <> b.s_nationkey",
    ],
    [
      "SELECT count(*), sum(ps_supplycost) FROM partsupp FULL JOIN (SELECT p_partkey FROM part WHERE p_size < 20) AS p ON ps_partkey = p_partkey",
    ],
    [
      `SELECT c_mktsegment, count(*) FROM customer JOIN orders ON c_custkey = o_custkey
      JOIN lineitem ON o_orderkey = l_orderkey GROUP BY c_mktsegment`,
    ],
  ]),
  ...groupOf("semi", [
    [
      "SELECT count(*) FROM orders WHERE EXISTS (SELECT 1 FROM lineitem WHERE l_orderkey = o_orderkey AND l_returnflag = 'R')",
    ],
    [
      "SELECT count(*), sum(c_acctbal) FROM customer WHERE NOT EXISTS (SELECT 1 FROM orders WHERE o_custkey = c_custkey)",
    ],
    ["SELECT count(*) FROM part WHERE p_partkey NOT IN (SELECT ps_partkey FROM partsupp WHERE ps_supplycost < 100)"],
    [
      `SELECT count(*) FROM lineitem WHERE l_extendedprice > (SELECT avg(l_extendedprice) FROM lineitem)
      AND l_suppkey IN (SELECT s_suppkey FROM supplier WHERE s_acctbal > 5000)`,
    ],
  ]),
  ...groupOf("sort", [
    [
      "SELECT l_orderkey, l_linenumber, l_extendedprice FROM lineitem ORDER BY l_extendedprice DESC, l_orderkey, l_linenumber LIMIT 10",
      [2, 0, 1],
    ],
    ["SELECT o_orderkey, o_clerk, o_comment FROM orders ORDER BY o_clerk, o_orderkey LIMIT 1000", [1, 0]],
    [
      `SELECT count(*), sum(rn * (o_orderkey % 7)) FROM (SELECT o_orderkey,
      row_number() OVER (ORDER BY o_orderdate, o_orderkey) AS rn FROM orders) AS s`,
    ],
    [
      "SELECT l_orderkey, l_linenumber FROM lineitem ORDER BY l_comment, l_orderkey, l_linenumber OFFSET 500000 LIMIT 10",
      [0, 1],
    ],
  ]),
  ...groupOf("window", [
    [
      `SELECT count(*), sum(p) FROM (SELECT o_totalprice - lag(o_totalprice) OVER (PARTITION BY o_custkey
      ORDER BY o_orderdate, o_orderkey) AS p FROM orders) AS w`,
    ],
    [
      `SELECT count(*) FROM (SELECT l_orderkey, rank() OVER (PARTITION BY l_suppkey ORDER BY l_extendedprice DESC) AS r
      FROM lineitem) AS w WHERE r <= 3`,
    ],
  ]),
  ...groupOf("set", [
    [
      "SELECT count(*) FROM (SELECT l_orderkey FROM lineitem WHERE l_quantity > 40 UNION SELECT o_orderkey FROM orders WHERE o_totalprice > 200000) AS u",
    ],
    [
      "SELECT count(*) FROM (SELECT l_suppkey, l_partkey FROM lineitem WHERE l_tax > 0.05 INTERSECT SELECT ps_suppkey, ps_partkey FROM partsupp) AS u",
    ],
    ["SELECT count(*) FROM (SELECT c_custkey FROM customer EXCEPT SELECT o_custkey FROM orders) AS u"],
  ]),
  ...groupOf("recursive", [
    ["WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT count(*), sum(i) FROM n"],
    [
      `WITH RECURSIVE chain(k, depth) AS (SELECT s_suppkey, 0 FROM supplier WHERE s_suppkey <= 1000
      UNION SELECT (k * 7 + 3) % 10000, depth + 1 FROM chain WHERE depth < 20) SELECT depth, count(*) FROM chain GROUP BY depth`,
    ],
  ]),
  ...groupOf("wide", [
    ["SELECT * FROM lineitem WHERE l_shipdate BETWEEN DATE '1996-03-01' AND DATE '1996-03-07'"],
    [
      "SELECT * FROM lineitem WHERE l_extendedprice > 104000 ORDER BY l_extendedprice, l_orderkey, l_linenumber LIMIT 50",
      [5, 0, 3],
    ],
    [
      "SELECT min(l_comment), max(l_comment), min(l_shipinstruct), max(l_shipdate), sum(l_tax), sum(l_discount), avg(l_quantity), max(l_extendedprice) FROM lineitem",
    ],
  ]),
];
