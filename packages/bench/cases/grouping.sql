CREATE TABLE sale (region text, shop text, year int, amount numeric(10,2), units int);
INSERT INTO sale VALUES ('n', 'x', 2023, 10.50, 1), ('n', 'x', 2024, 20.00, 2), ('n', 'y', 2024, 5.25, NULL), ('s', 'z', 2023, NULL, 4), ('s', NULL, 2024, 7.75, 5), (NULL, 'z', 2024, 1.00, 6);
SELECT region, shop, sum(amount) FROM sale GROUP BY ROLLUP (region, shop);
SELECT region, year, sum(units), count(*) FROM sale GROUP BY CUBE (region, year);
SELECT region, shop, year, count(*) FROM sale GROUP BY GROUPING SETS ((region, shop), (year), ());
SELECT region, shop, year, count(*) FROM sale GROUP BY region, ROLLUP (shop, year);
SELECT region, shop, year, count(*) FROM sale GROUP BY GROUPING SETS (ROLLUP (region, shop), CUBE (year, shop));
SELECT region, GROUPING(region), GROUPING(shop, region), sum(amount) FROM sale GROUP BY ROLLUP (region, shop) ORDER BY 2, 1 NULLS LAST, 3, 4;
SELECT region, count(*) FROM sale GROUP BY GROUPING SETS ((region), (region), ());
SELECT region, year, avg(amount) FROM sale GROUP BY ROLLUP ((region, year));
SELECT year % 2, count(*), GROUPING(year % 2) FROM sale GROUP BY ROLLUP (year % 2);
SELECT region, sum(amount) FROM sale GROUP BY ROLLUP (region) HAVING GROUPING(region) = 0 OR sum(amount) > 40;
SELECT region, count(DISTINCT shop), sum(DISTINCT units) FROM sale GROUP BY ROLLUP (region);
SELECT count(*), sum(units) FROM sale WHERE false GROUP BY GROUPING SETS ((), (region));
SELECT count(*), sum(units) FROM sale WHERE false GROUP BY CUBE (region, shop);
SELECT region, count(*) FILTER (WHERE units > 2) FROM sale GROUP BY CUBE (region);
SELECT r.region, r.s FROM (SELECT region, sum(units) AS s FROM sale GROUP BY ROLLUP (region)) r WHERE r.region IS NULL;
SELECT coalesce(region, 'all'), sum(units) FROM sale GROUP BY ROLLUP (region) ORDER BY GROUPING(region), 1;
SELECT DISTINCT region FROM sale GROUP BY CUBE (region, shop);
SELECT region, rank() OVER (PARTITION BY GROUPING(region) ORDER BY sum(units)) FROM sale GROUP BY ROLLUP (region);
SELECT region, shop FROM sale GROUP BY DISTINCT ROLLUP (region, shop), ROLLUP (region, shop);
SELECT s.region, (SELECT count(*) FROM sale i WHERE i.region = s.region) FROM sale s GROUP BY ROLLUP (s.region);
SELECT shop, sum(units) FROM sale GROUP BY CUBE (region);
SELECT GROUPING(units) FROM sale GROUP BY region;
SELECT GROUPING(region) FROM sale;
SELECT DISTINCT ON (region) region, shop, units FROM sale ORDER BY region NULLS FIRST, units DESC NULLS LAST;
SELECT DISTINCT ON (region, year % 2) region, year, units FROM sale ORDER BY region, year % 2, units;
SELECT DISTINCT ON (units > 3) units > 3, units FROM sale ORDER BY units > 3, units LIMIT 2;
SELECT DISTINCT ON (shop) region FROM sale ORDER BY region;
CREATE TABLE gs (a int, b int, v int)
INSERT INTO gs VALUES (1,1,10),(1,1,11),(1,2,12),(2,3,15),(3,3,16)
select a, grouping(a), (select grouping(a)) from (values (1)) t(a) group by rollup(a)
select (select grouping(a,b) from (values (1)) v2(c)) from (values (1,2)) v1(a,b) group by a,b
select (select grouping(a,c) from (values (1)) v2(c)) from (values (1,2)) v1(a,b) group by a,b
select (select grouping(c) from (values (1)) v2(c) group by c) from (values (1,2)) v1(a,b) group by a,b
select a, b, (select sum(v) + grouping(a, b) from gs g2 where g2.a = gs.a) from gs group by cube(a,b)
select a, b, grouping(a,b), (select grouping(a,b) + 10) from gs group by grouping sets((a),(b),(a,b),())
select a from gs group by rollup(a) having (select grouping(a)) = 1
select a from gs group by rollup(a) order by (select grouping(a)), a
select a from gs where exists (select grouping(a)) group by a
select a, b, (select gs2.b from (values (1)) gs2(b) where grouping(gs.a) = 0) from gs group by rollup(a,b)
select (select grouping(a) from (select 1) x) from gs
select grouping(a) from gs, lateral (select grouping(a)) x group by a
SELECT 1 FROM generate_series(1, 0) WITH ORDINALITY AS a(s, n) GROUP BY GROUPING SETS ((n), ()) HAVING 0 < ALL (SELECT a.n)
SELECT 1 FROM generate_series(1, 2) WITH ORDINALITY AS a(s, n) GROUP BY ROLLUP (n) HAVING 0 <> ALL (SELECT a.n UNION ALL SELECT a.n)
SELECT n FROM generate_series(1, 2) WITH ORDINALITY AS a(s, n) GROUP BY CUBE (n) HAVING 0 NOT IN (SELECT v FROM (SELECT a.n AS v) AS q GROUP BY v) ORDER BY n
SELECT n FROM generate_series(1, 2) WITH ORDINALITY AS a(s, n) GROUP BY ROLLUP (n) HAVING NOT (0 = ANY (SELECT q.v FROM (SELECT a.n AS v) AS q, LATERAL (SELECT q.v) AS r)) ORDER BY n
SELECT n FROM generate_series(1, 2) WITH ORDINALITY AS a(s, n) GROUP BY ROLLUP (n) HAVING (0, 1) NOT IN (SELECT a.n, 1) ORDER BY n
SELECT n, 0 NOT IN (SELECT a.n), 0 <> ALL (VALUES (a.n)) FROM generate_series(1, 2) WITH ORDINALITY AS a(s, n) GROUP BY ROLLUP (n) ORDER BY n
