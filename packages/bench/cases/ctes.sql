WITH t AS (SELECT 1 AS a UNION ALL SELECT 2) SELECT x.a, y.a FROM t x, t y ORDER BY 1, 2;
WITH t(n) AS (VALUES (1), (2), (3)), u AS (SELECT n * 2 AS m FROM t) SELECT * FROM t JOIN u ON t.n = u.m;
WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 10) SELECT sum(n), count(*) FROM c;
WITH RECURSIVE c(n) AS (SELECT 1 UNION SELECT (n * 2) % 7 FROM c) SELECT n FROM c ORDER BY n;
CREATE TABLE edge (f int, t int);
INSERT INTO edge VALUES (1, 2), (2, 3), (3, 1), (3, 4), (5, 6);
WITH RECURSIVE reach(n) AS (SELECT 1 UNION SELECT e.t FROM edge e JOIN reach r ON e.f = r.n) SELECT n FROM reach ORDER BY n;
WITH RECURSIVE p(f, t, hops) AS (SELECT f, t, 1 FROM edge UNION ALL SELECT p.f, e.t, hops + 1 FROM p JOIN edge e ON e.f = p.t WHERE hops < 3) SELECT f, t, min(hops) FROM p GROUP BY f, t ORDER BY f, t;
WITH t AS MATERIALIZED (SELECT 1 AS a) SELECT * FROM t WHERE a = (SELECT max(a) FROM t);
WITH a AS (WITH b AS (SELECT 5 AS x) SELECT x + 1 AS y FROM b) SELECT y FROM a;
SELECT (WITH t AS (SELECT f FROM edge) SELECT count(*) FROM t WHERE t.f > e.f) FROM edge e ORDER BY 1;
WITH t AS (SELECT 1) SELECT * FROM nosuch;
WITH t AS (SELECT 1 AS a), t AS (SELECT 2 AS a) SELECT * FROM t;
WITH RECURSIVE fib(a, b) AS (SELECT 0::bigint, 1::bigint UNION ALL SELECT b, a + b FROM fib WHERE b < 1000) SELECT a FROM fib;
with recursive t(n) as (select 1 union all select a.n+1 from t a, t b) select 1
with recursive t(n) as (select 1 union all select n+1 from (select * from t union all select * from t) x where n<3) select 1
with recursive t(n,s) as (select 1,'a' union all select n+1,s||'b' from t where n < 5) select n,s from t limit 100
with recursive t(n,s) as (select 1,'a' union all select n+1,s||'b' from t where n < 5) select n,s from t order by n desc limit 2
with recursive t(n,s) as (select 1,'a' union all select n+1,s||'b' from t where n < 5) select n,s from t where n > 2 limit 1
