CREATE TABLE e (id int, d int, n int)
INSERT INTO e VALUES (1, 1, 10), (2, 1, 20), (3, 2, 30), (4, NULL, 40), (5, 3, NULL)
CREATE TABLE dep (id int, name text)
INSERT INTO dep VALUES (1, 'one'), (2, 'two'), (3, 'one')
SELECT (SELECT name FROM dep WHERE dep.id = e.d) AS dept, count(*), sum(n) FROM e GROUP BY (SELECT name FROM dep WHERE dep.id = e.d)
SELECT upper((SELECT name FROM dep WHERE dep.id = e.d)) AS dept, count(*) FROM e GROUP BY (SELECT name FROM dep WHERE dep.id = e.d) HAVING (SELECT name FROM dep WHERE dep.id = e.d) IS NOT NULL ORDER BY (SELECT name FROM dep WHERE dep.id = e.d)
SELECT EXISTS (SELECT FROM dep WHERE dep.id = e.d AND name = 'one') AS x, count(*), GROUPING(EXISTS (SELECT FROM dep WHERE dep.id = e.d AND name = 'one')) AS g FROM e GROUP BY ROLLUP (EXISTS (SELECT FROM dep WHERE dep.id = e.d AND name = 'one'))
SELECT array_agg(DISTINCT (SELECT name FROM dep WHERE dep.id = e.d) ORDER BY (SELECT name FROM dep WHERE dep.id = e.d) DESC) AS a FROM e
SELECT DISTINCT (SELECT name FROM dep WHERE dep.id = e.d) AS n FROM e ORDER BY (SELECT name FROM dep WHERE dep.id = e.d) DESC
SELECT DISTINCT ON ((SELECT name FROM dep WHERE dep.id = e.d)) id FROM e ORDER BY (SELECT name FROM dep WHERE dep.id = e.d), id DESC
SELECT (SELECT max(id) FROM dep) + count(*) AS c, (SELECT max(id) FROM dep) AS m FROM e GROUP BY (SELECT max(id) FROM dep)
SELECT (SELECT name FROM dep WHERE dep.id = e.n) AS dept FROM e GROUP BY (SELECT name FROM dep WHERE dep.id = e.d)
SELECT (SELECT name FROM dep WHERE id = e.d LIMIT 1) AS dept FROM e GROUP BY (SELECT name FROM dep WHERE id = e.d)
SELECT sum((SELECT id FROM dep WHERE dep.id = e.d)) + sum((SELECT id FROM dep WHERE dep.id = e.d)) AS s FROM e
SELECT d, (SELECT sum(e.n) FROM dep WHERE dep.id = 1) AS s, (SELECT sum(e.n) FROM dep WHERE dep.id = 1) + 1 AS t FROM e GROUP BY d
SELECT (SELECT count(*) FROM dep WHERE dep.id = o.d) AS c, sum(x) OVER (PARTITION BY (SELECT count(*) FROM dep WHERE dep.id = o.d)) AS s FROM (SELECT d, n AS x FROM e) AS o
CREATE TABLE gs (a int, b int, v int)
INSERT INTO gs VALUES (1,1,10),(1,1,11),(1,2,12),(2,3,15),(3,3,16),(NULL,NULL,NULL)
select a in (select b from gs), count(*) from gs group by a in (select b from gs)
select a in (select b from gs), count(*) from gs group by 1
select not (a in (select b from gs)), count(*) from gs group by a in (select b from gs) having a in (select b from gs)
select a > all (select b-2 from gs g where g.b = gs.b), count(*) from gs group by a > all (select b-2 from gs g where g.b=gs.b)
select a = any (select b from gs) x from gs group by a = any (select b from gs) order by a = any(select b from gs)
select distinct a in (select b from gs) from gs order by a in (select b from gs)
select count(distinct a in (select b from gs)), string_agg(distinct (a in (select b from gs))::text, ',' order by (a in (select b from gs))::text) from gs
select a in (select b from gs), grouping(a in (select b from gs)), count(*) from gs group by rollup(a in (select b from gs))
select a in (select v from gs), a in (select b from gs), count(*) from gs group by a in (select b from gs)
select a from gs where a in (select b from gs) and v in (select v from gs) or a in (select b from gs)
select * from gs x where a in (select b from gs where v in (select v from gs)) and b in (select b from gs where v in (select v from gs))
with c as (select b from gs) select a in (select b from c), count(*) from gs group by a in (select b from c)
select (a,b) in (select a,b from gs), count(*) from gs group by (a,b) in (select a,b from gs)
select a not in (select b from gs where b is not null), count(*) from gs group by a not in (select b from gs where b is not null)
select sum(v) over (partition by a in (select b from gs) order by v), a in (select b from gs) from gs
select (select 1) in (select b from gs), count(*) from gs group by (select 1) in (select b from gs)
select case when a in (select b from gs) then 1 else 0 end, max(case when a in (select b from gs) then 1 else 0 end) from gs group by case when a in (select b from gs) then 1 else 0 end
select exists(select 1 from gs g where g.a=gs.a), count(*) from gs group by exists(select 1 from gs g where g.a=gs.a)
SELECT (SELECT count(*) FROM gs g WHERE g.a IN (1, 2) AND g.b = gs.b), count(*) FROM gs GROUP BY (SELECT count(*) FROM gs g WHERE g.a IN (1, 2) AND g.b = gs.b)
SELECT a IN (SELECT b FROM gs WHERE v = ANY (ARRAY[10, 12])), count(*) FROM gs GROUP BY a IN (SELECT b FROM gs WHERE v = ANY (ARRAY[10, 12]))
SELECT string_agg(DISTINCT (SELECT min(b)::text FROM gs g WHERE g.a NOT IN (1, 2)), ',' ORDER BY (SELECT min(b)::text FROM gs g WHERE g.a NOT IN (1, 2))) FROM gs
