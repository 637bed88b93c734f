CREATE TABLE x (a int, b int);
INSERT INTO x VALUES (1, 2), (2, 3);
CREATE TABLE k (id int PRIMARY KEY, v text);
INSERT INTO k VALUES (1, 'a'), (2, NULL);
SELECT count(y.*), count(y), count(DISTINCT y) FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT x.a, y::text, y.*::text FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT x.a, y IS NULL, y IS NOT NULL, y.* IS NULL, NOT (y IS NULL) FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT x.a, (y).b, (y).* FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT array_agg(y ORDER BY x.a)::text FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT DISTINCT y::text FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT y::text, count(*) FROM x LEFT JOIN x y ON y.a = x.a + 1 GROUP BY y;
SELECT y::text, min(x.a) FROM x LEFT JOIN x y ON y.a = x.a + 1 GROUP BY GROUPING SETS ((y), ());
SELECT x::text, y::text FROM x RIGHT JOIN x y ON y.a = x.a + 1;
SELECT x::text, y::text FROM x FULL JOIN x y ON y.a = x.a + 1;
SELECT count(x), count(y) FROM x FULL JOIN x y ON y.a = x.a + 1;
SELECT x.a, y FROM x LEFT JOIN (SELECT a, NULL::int AS c FROM x) y ON y.a = x.a + 1;
SELECT x.a, y, count(y) OVER () FROM x LEFT JOIN (SELECT 1 AS one, NULL::text AS c) y ON x.a = 1;
SELECT y FROM x LEFT JOIN (VALUES (1, 'a')) y (k, v) ON y.k = x.a ORDER BY y;
SELECT y FROM x LEFT JOIN (VALUES (1, 'a')) y (k, v) ON y.k = x.a ORDER BY y DESC;
SELECT y FROM x LEFT JOIN (VALUES (1, 'a')) y (k, v) ON y.k = x.a ORDER BY y NULLS FIRST;
CREATE VIEW vx AS SELECT a, b, NULL::int AS c FROM x;
SELECT x.a, y::text FROM x LEFT JOIN vx y ON y.a = x.a + 1;
SELECT count(y), count(y.c) FROM x LEFT JOIN vx y ON y.a = x.a + 1;
CREATE VIEW vy AS SELECT x.a, y FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT a, y::text FROM vy;
SELECT z.a, vy::text FROM x z LEFT JOIN vy ON (vy.y).a = z.a;
SELECT (SELECT y::text) FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT (SELECT count(y)) FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT (SELECT count(y) FROM x z LIMIT 1) FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT x.a FROM x LEFT JOIN x y ON y.a = x.a + 1 WHERE EXISTS (SELECT 1 FROM x z WHERE z = y);
SELECT x.a FROM x LEFT JOIN x y ON y.a = x.a + 1 WHERE y IS NULL;
SELECT x.a FROM x LEFT JOIN x y ON y.a = x.a + 1 WHERE y IS NOT NULL;
SELECT x.a, y = y, x = y, y IS DISTINCT FROM x, y IS DISTINCT FROM NULL FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT x.a, coalesce(y, x)::text, nullif(y, y)::text, ROW(y)::text, ROW(y.*)::text FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT x.a, y::text, z::text FROM x LEFT JOIN (x y LEFT JOIN x z ON z.a = y.a + 1) ON y.a = x.a + 1;
SELECT x.a, y::text, z::text FROM x LEFT JOIN (x y JOIN x z ON z.a = y.a) ON y.a = x.a + 1;
SELECT x.a, y::text, z::text FROM x LEFT JOIN x y ON y.a = x.a + 1 LEFT JOIN x z ON z = y;
SELECT x.a, y::text, z.a FROM x LEFT JOIN x y ON y.a = x.a + 1 JOIN x z ON y IS NULL;
SELECT s.a, s.y::text, (s.y).b FROM (SELECT x.a, y FROM x LEFT JOIN x y ON y.a = x.a + 1) s WHERE s.y IS NOT NULL;
SELECT x.a, l, count(l) OVER () FROM x LEFT JOIN LATERAL (SELECT y.a, NULL::int AS n FROM x y WHERE y.a = x.a + 1) l ON true;
SELECT x.a, l FROM x LEFT JOIN x y ON y.a = x.a + 1 LEFT JOIN LATERAL (SELECT y::text, 1 AS one WHERE y IS NOT NULL) l ON true;
SELECT x.a, y::text, row_number() OVER (PARTITION BY y), lag(y) OVER (ORDER BY x.a DESC)::text FROM x LEFT JOIN x y ON y.a = x.a + 1;
SELECT x.a, y IN (SELECT z FROM x z), x IN (SELECT y) FROM x LEFT JOIN x y ON y.a = x.a + 1;
WITH c AS (SELECT * FROM x) SELECT x.a, c FROM x LEFT JOIN c ON c.a = x.a + 1;
WITH c AS MATERIALIZED (SELECT a FROM x) SELECT x.a, c, count(c) OVER () FROM x LEFT JOIN c ON c.a = x.a + 1;
SELECT y::text FROM x LEFT JOIN x y ON y.a = x.a + 1 UNION SELECT x::text FROM x;
SELECT y.a, y::text FROM x LEFT JOIN x y ON y.a = x.a + 1 GROUP BY y.a, y.b;
SELECT k.id, k::text, (k).v, count(k) FROM x LEFT JOIN k ON k.id = x.a + 1 GROUP BY k.id;
SELECT x.a, e, e IS NULL, count(e) OVER () FROM x LEFT JOIN (SELECT) e ON x.a = 1;
SELECT x.a, e IS NULL, e::text FROM x LEFT JOIN (SELECT NULL::int AS z) e ON x.a = 1;
SELECT x.a, j FROM x LEFT JOIN (x p CROSS JOIN (SELECT 1 AS c) q) j ON x.a = 1 AND j.a = 1;
SELECT x.a, j, p::text FROM x LEFT JOIN (x p JOIN x q USING (a, b) AS j) ON x.a = 1 AND j.a = 1;
SELECT x.a, (SELECT y FROM x y WHERE y.a = x.a + 1)::text FROM x;
SELECT y IS NULL, count(*) FROM x LEFT JOIN x y ON y.a = x.a + 1 GROUP BY y;
SELECT y IS NULL, (SELECT y IS NOT NULL) FROM x y GROUP BY y;
SELECT y::text FROM x y GROUP BY y HAVING y IS NOT NULL;
SELECT y IS NOT NULL, count(*) FROM x LEFT JOIN (SELECT a FROM x) y ON y.a = x.a + 1 GROUP BY y ORDER BY y IS NULL;
SELECT y IS NULL, count(*) FROM x LEFT JOIN x y ON y.a = x.a + 1 GROUP BY ROLLUP (y);
SELECT y.a, (SELECT count(*) FROM x z WHERE z = y) FROM x LEFT JOIN x y ON y.a = x.a + 1 GROUP BY y.a, y;
SELECT k IS NULL, k IS NOT NULL FROM k GROUP BY id;
SELECT count(s), s IS NULL FROM x LEFT JOIN unnest(ARRAY[1, 5]) WITH ORDINALITY s (v, n) ON v = x.a GROUP BY s;
PREPARE rows_missing (int) AS SELECT x.a, y::text FROM x LEFT JOIN x y ON y.a = x.a + $1;
EXECUTE rows_missing (1);
UPDATE x SET b = 9 FROM x z LEFT JOIN x y ON y.a = z.a + 1 WHERE x.a = z.a AND y IS NULL RETURNING x.a, x.b, y::text, z::text;
DELETE FROM x USING x z LEFT JOIN x y ON y.a = z.a + 1 WHERE x.a = z.a AND y IS NULL RETURNING x.a, x.b, y::text;
SELECT a, b FROM x;
SELECT g, sum(g) OVER (), g + 1, g::text FROM generate_series(1, 2) g (y);
SELECT max(g), array_agg(g), sum(g.y + g) FROM generate_series(1, 2) g (y) WHERE g < 3;
SELECT g.y, g, g.*::text AS t FROM generate_series(1, 2) g (y) ORDER BY g DESC;
SELECT t + x FROM unnest(ARRAY[3, 4]) t (x);
SELECT w, lower(t) FROM regexp_split_to_table('A B', ' ') t (w);
SELECT t || 'b' FROM upper('a') t (x);
SELECT x, x.* FROM abs(-1) x (y);
SELECT g[1] FROM regexp_matches('ab', '(.)(.)') g (k);
SELECT g, extract(day FROM g) FROM generate_series(timestamp '2020-01-01', '2020-01-02', '1 day') g (d);
SELECT (g).y FROM generate_series(1, 2) g (y);
SELECT (g).* FROM generate_series(1, 2) g (y);
SELECT (1).*;
SELECT g FROM generate_series(1, 2) WITH ORDINALITY g (y, n);
SELECT g FROM ROWS FROM (generate_series(1, 2)) g (y);
SELECT g FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) g (y, z);
SELECT g FROM ROWS FROM (generate_series(1, 2)) WITH ORDINALITY g (y, n);
SELECT g FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']) g (y, z);
SELECT g FROM (VALUES (1), (2)) g (y);
CREATE VIEW vg AS SELECT g FROM generate_series(1, 2) g (y);
SELECT g + 1, vg::text FROM vg;
SELECT s.g, s FROM (SELECT g FROM generate_series(1, 2) g (y)) s;
SELECT g, (SELECT g + 1), count(*) FROM generate_series(1, 2) g (y) GROUP BY g;
SELECT x.a, g, count(g) OVER () FROM x LEFT JOIN LATERAL generate_series(1, x.a) g (y) ON g = 2;
SELECT x.a, g, count(g) OVER () FROM x LEFT JOIN LATERAL generate_series(1, x.a) WITH ORDINALITY g (y) ON g.y = 2;
INSERT INTO x SELECT g, g FROM generate_series(10, 11) g (y);
UPDATE x SET b = g + 1 FROM generate_series(10, 11) g (y) WHERE a = g;
DELETE FROM x USING generate_series(10, 10) g (y) WHERE a = g;
SELECT a, b FROM x;
CREATE TABLE origin_b (id int, x text)
CREATE TABLE origin_c (id int, x text)
CREATE TABLE origin_f (f1 int, f2 text)
CREATE VIEW origin_v AS SELECT * FROM origin_b
INSERT INTO origin_b VALUES (1, 'a')
INSERT INTO origin_c VALUES (1, 'a'), (3, 'c')
INSERT INTO origin_f VALUES (1, 'a')
CREATE TABLE of_f AS SELECT origin_f FROM origin_f
SELECT origin_f::text, (origin_f).f2 FROM of_f
CREATE VIEW view_of_f AS SELECT origin_f, array_agg(origin_f) AS more FROM origin_f GROUP BY 1
SELECT origin_f::text, more::text FROM view_of_f
CREATE TABLE of_picked AS SELECT coalesce(origin_f, origin_f) AS a, (array[origin_f])[1] AS b, first_value(origin_f) OVER () AS c, CASE WHEN f1 > 0 THEN origin_f END AS d FROM origin_f
CREATE TABLE of_view AS SELECT origin_v FROM origin_v
CREATE TABLE of_outer AS SELECT origin_b FROM origin_c LEFT JOIN origin_b USING (id)
CREATE TABLE of_renamed AS SELECT r FROM origin_f AS r (p, q)
CREATE TABLE of_query AS SELECT q FROM (SELECT 1 AS a) AS q
CREATE TABLE of_with AS WITH w AS (SELECT 1 AS a) SELECT w FROM w
CREATE TABLE of_join AS SELECT j FROM (origin_b CROSS JOIN origin_f) AS j
CREATE VIEW of_values AS SELECT v FROM (VALUES (1)) AS v(a)
CREATE TABLE of_records AS SELECT array_agg(q) AS m FROM (SELECT 1 AS a) AS q
CREATE TABLE of_inner AS SELECT q FROM (SELECT origin_b FROM origin_b) AS q
CREATE TABLE of_inner AS SELECT q.origin_b FROM (SELECT origin_b FROM origin_b) AS q
CREATE TABLE of_alias AS SELECT u FROM origin_b JOIN origin_c USING (id) AS u
SELECT b FROM origin_c AS a LEFT JOIN origin_b AS b ON a.id = b.id UNION SELECT c FROM origin_b AS b LEFT JOIN origin_c AS c ON b.id = c.id
SELECT b FROM origin_b AS b UNION ALL SELECT v FROM origin_v AS v
SELECT b FROM origin_b AS b UNION SELECT ROW(1, 'x')
SELECT ROW(1, 'x') UNION SELECT b FROM origin_b AS b
SELECT count(*) FROM (SELECT b FROM origin_b AS b UNION SELECT other FROM origin_b AS other) AS s
SELECT q FROM (SELECT 1 AS a) AS q UNION SELECT p FROM (SELECT 2 AS b) AS p
SELECT greatest(b, c) FROM origin_b AS b, origin_c AS c
SELECT greatest(b, b)::text FROM origin_b AS b
SELECT coalesce(b, ROW(1, 'x')) FROM origin_b AS b
SELECT CASE WHEN true THEN b ELSE c END FROM origin_b AS b, origin_c AS c
SELECT ARRAY[b, c] FROM origin_b AS b, origin_c AS c
SELECT array_agg(b) FROM origin_b AS b UNION SELECT array_agg(c) FROM origin_c AS c
SELECT lag(b, 1, c) OVER () FROM origin_b AS b, origin_c AS c
SELECT array_append(ARRAY[b], c) FROM origin_b AS b, origin_c AS c
SELECT b = c, b < c, b IN (c, c), b IS DISTINCT FROM c, b = ANY (ARRAY[c]) FROM origin_b AS b, origin_c AS c
WITH RECURSIVE r AS (SELECT b FROM origin_b AS b UNION SELECT c FROM origin_c AS c, r WHERE false) SELECT * FROM r
WITH i AS (INSERT INTO origin_c VALUES (7, 'g') RETURNING origin_c AS r) SELECT count(*) FROM (SELECT r FROM i UNION SELECT c FROM origin_c AS c) AS s
WITH u AS (UPDATE origin_c AS o SET x = 'h' WHERE id = 7 RETURNING o AS r, old AS s) SELECT count(*) FROM (SELECT r FROM u UNION SELECT s FROM u UNION SELECT b FROM origin_c AS b) AS s
CREATE TABLE of_max AS SELECT max(origin_f) AS m FROM origin_f
CREATE TABLE of_min AS SELECT min(origin_f) OVER () AS m FROM origin_f
SELECT max(b) FROM origin_b AS b UNION SELECT b FROM origin_b AS b
SELECT max(b), min(b) OVER () FROM origin_b AS b GROUP BY b
SELECT max(b) FROM origin_b AS b UNION SELECT max(c) FROM origin_c AS c
CREATE TABLE of_some AS SELECT any_value(origin_f) AS m FROM origin_f
