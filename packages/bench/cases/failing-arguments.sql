CREATE TABLE nnt (t text NOT NULL, i bigint NOT NULL)
INSERT INTO nnt VALUES ('x', 3000000000)
CREATE TABLE x (a int, b int)
INSERT INTO x VALUES (1, 2), (2, 3)
SELECT count(t::int) FROM nnt
SELECT count(i::int) FROM nnt
SELECT i, count(t::int) FROM nnt GROUP BY i
SELECT count('x'::text::int) FROM (VALUES (1), (2)) t(a)
SELECT count(a::numeric(2,1)) FROM (VALUES (100), (200)) t(a)
SELECT count(1) FROM nnt HAVING count(t::int) > 0
SELECT count(t::date), count(t::timestamp), count(t::bool), count(t::uuid) FROM nnt
SELECT count(t::int) + count(t::int) FROM nnt
SELECT grouping(t), count(t::int) FROM nnt GROUP BY ROLLUP(t)
SELECT count(t::int ORDER BY i) FROM nnt
SELECT (SELECT count(t::int)) FROM nnt
SELECT count(t::int) OVER () FROM nnt
SELECT count(DISTINCT t::int) FROM nnt
SELECT count(i::int8), count(t::varchar), count(*), count(i::numeric) FROM nnt
SELECT count(*) FROM (SELECT t::int AS x FROM nnt) s WHERE x IS NOT NULL
SELECT count(*) FROM (SELECT t::int AS x FROM nnt) s WHERE x IS NULL
SELECT x IS NULL FROM (SELECT t::int AS x FROM nnt OFFSET 0) s
SELECT sum(10/(a-1)) FILTER (WHERE a <> 1) FROM x
SELECT b, sum(10/(a-1)) FILTER (WHERE a <> 1) FROM x GROUP BY b
SELECT count(t::int) FILTER (WHERE false), count(nullif(t::int, 1)) FILTER (WHERE i < 0), max(t::int) FILTER (WHERE i < 0) FROM nnt
SELECT a, sum(10/(a-1)) FILTER (WHERE a <> 1) OVER (), avg(10/(a-1)) FILTER (WHERE a <> 1) OVER (ORDER BY a), array_agg(10/(a-1)) FILTER (WHERE a <> 1) OVER (ORDER BY a) FROM x ORDER BY a
SELECT sum(10/(a-1)) FILTER (WHERE a <> 1), avg(10/(a-1)) FILTER (WHERE a <> 1), count(10/(a-1)) FILTER (WHERE a <> 1), count(DISTINCT 10/(a-1)) FILTER (WHERE a <> 1) FROM x
SELECT string_agg((10/(a-1))::text, ',' ORDER BY a) FILTER (WHERE a <> 1), array_agg(10/(a-1)) FILTER (WHERE a <> 1), array_agg(DISTINCT 10/(a-1) ORDER BY 10/(a-1)) FILTER (WHERE a <> 1) FROM x
SELECT stddev(10/(a-1)) FILTER (WHERE a <> 1), corr(a, 10/(a-1)) FILTER (WHERE a <> 1), bool_and(10/(a-1) > 1) FILTER (WHERE a <> 1), max((10/(a-1))::text) FILTER (WHERE a <> 1) FROM x
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY 10/(a-1)) FILTER (WHERE a <> 1), mode() WITHIN GROUP (ORDER BY 10/(a-1)) FILTER (WHERE a <> 1) FROM x
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY 10/(a-1)) FILTER (WHERE a <> 1), rank(3) WITHIN GROUP (ORDER BY 10/(a-1)) FILTER (WHERE a <> 1) FROM x
SELECT sum(10/(a-1)) FILTER (WHERE a IN (SELECT b FROM x)) FROM x
SELECT sum(10/(a-1)) FILTER (WHERE a > 0) FROM x
SELECT array_agg(ARRAY[]::int[])
SELECT array_agg(NULL::int[])
SELECT array_agg(x) FROM (VALUES (ARRAY[1]), (NULL)) v(x)
SELECT array_agg(x) FROM (VALUES (ARRAY[1]), ('{}')) v(x)
SELECT array_agg(x) FROM (VALUES (ARRAY[1]), (ARRAY[1,2])) v(x)
SELECT array_agg(x) FROM (VALUES (ARRAY[[1,2]]), (ARRAY[[1],[2]])) v(x)
SELECT array_agg(x) FROM (VALUES ('[2:3]={1,2}'::int[]), ('{1,2}')) v(x)
SELECT array_agg(x) FROM (VALUES (ARRAY[1,2]), (ARRAY[3,NULL])) v(x)
SELECT array_agg(x) FROM (VALUES (ARRAY[1,2]), (ARRAY[3,4])) v(x) WHERE false
SELECT array_agg(x ORDER BY y) FROM (VALUES (ARRAY[1], 1), (NULL, 2)) v(x, y)
SELECT array_agg(DISTINCT x) FROM (VALUES (ARRAY[1], 1), (NULL, 2)) v(x, y)
SELECT array_agg(x) FILTER (WHERE x IS NOT NULL) FROM (VALUES (ARRAY[1], 1), (NULL, 2)) v(x, y)
SELECT array_agg(x) OVER (ORDER BY y) FROM (VALUES (ARRAY[1], 1), (NULL, 2)) v(x, y)
SELECT y, array_agg(x) FROM (VALUES (ARRAY[1], 1), ('{}', 2)) v(x, y) GROUP BY y
SELECT ARRAY(SELECT ARRAY[]::int[])
SELECT ARRAY(SELECT NULL::int[])
SELECT ARRAY(SELECT ARRAY[]::int[] WHERE false)
SELECT ARRAY(VALUES (ARRAY[1]), (NULL))
SELECT ARRAY(VALUES (ARRAY[1]), (ARRAY[1,2]))
SELECT ARRAY(VALUES (ARRAY[[1,2]]), (ARRAY[[3,4]]))
SELECT a, ARRAY(SELECT ARRAY[x.a] WHERE x.a > 1) FROM x
SELECT a, ARRAY(SELECT CASE WHEN x.a = 1 THEN ARRAY[1] END) FROM x
SELECT ARRAY[ARRAY[]::int[], ARRAY[]::int[]], ARRAY[NULL::int[]]
