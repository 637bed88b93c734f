CREATE TABLE w (id int, g text, v int, n numeric(8,2), d date, f double precision);
INSERT INTO w VALUES (1, 'a', 10, 1.50, '2024-01-01', 0.5), (2, 'a', 20, 2.25, '2024-01-03', 1.5), (3, 'a', 20, NULL, '2024-01-04', NULL), (4, 'b', NULL, 4.00, '2024-02-01', 2.5), (5, 'b', 5, 0.75, NULL, -1), (6, NULL, 7, 9.99, '2024-02-29', 8), (7, 'c', 7, 9.99, '2024-03-01', 8);
SELECT id, row_number() OVER (ORDER BY id), rank() OVER (ORDER BY v), dense_rank() OVER (ORDER BY v), percent_rank() OVER (ORDER BY v), cume_dist() OVER (ORDER BY v) FROM w;
SELECT id, row_number() OVER (PARTITION BY g ORDER BY id DESC), count(*) OVER (PARTITION BY g), sum(v) OVER (PARTITION BY g ORDER BY id) FROM w ORDER BY id;
SELECT id, lag(v) OVER (ORDER BY id), lead(v, 2) OVER (ORDER BY id), lag(v, 1, -1) OVER (PARTITION BY g ORDER BY id), lead(g, 0) OVER (ORDER BY id) FROM w;
SELECT id, first_value(v) OVER (ORDER BY id), last_value(v) OVER (ORDER BY id), nth_value(v, 2) OVER (ORDER BY id), ntile(3) OVER (ORDER BY id) FROM w;
SELECT id, sum(v) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), avg(n) OVER (ORDER BY id ROWS 2 PRECEDING), min(v) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM w;
SELECT id, sum(v) OVER (ORDER BY v RANGE BETWEEN 5 PRECEDING AND 5 FOLLOWING), count(*) OVER (ORDER BY d RANGE BETWEEN '2 days' PRECEDING AND CURRENT ROW) FROM w;
SELECT id, count(*) OVER (ORDER BY v GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING), sum(id) OVER (ORDER BY v GROUPS CURRENT ROW) FROM w;
SELECT id, sum(id) OVER (ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW), sum(id) OVER (ORDER BY v RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP), sum(id) OVER (ORDER BY v RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES) FROM w;
SELECT id, sum(v) OVER big, max(n) OVER (big ORDER BY id) FROM w WINDOW big AS (PARTITION BY g);
SELECT g, sum(v), rank() OVER (ORDER BY sum(v) DESC NULLS LAST), sum(sum(v)) OVER () FROM w GROUP BY g;
SELECT id, count(*) FILTER (WHERE v > 6) OVER (ORDER BY id) FROM w;
SELECT * FROM (SELECT id, row_number() OVER (PARTITION BY g ORDER BY v DESC, id) AS place FROM w) t WHERE place = 1;
SELECT id FROM w ORDER BY sum(v) OVER (PARTITION BY g) NULLS FIRST, id;
SELECT DISTINCT count(*) OVER (PARTITION BY g) FROM w;
SELECT id, sum(f) OVER (ORDER BY id), min(f) OVER (ORDER BY id ROWS 1 PRECEDING), bool_and(v > 6) OVER (PARTITION BY g) FROM w;
SELECT id, v - lag(v) OVER (ORDER BY id) AS change, round(100.0 * v / sum(v) OVER (), 2) AS share FROM w;
SELECT id, (SELECT max(x.r) FROM (SELECT rank() OVER (ORDER BY v) AS r FROM w i WHERE i.g = w.g) x) FROM w;
SELECT id, variance(v) OVER (ORDER BY id), stddev_pop(n) OVER (PARTITION BY g) FROM w;
SELECT row_number() OVER () FROM w WHERE false;
SELECT id FROM w WHERE row_number() OVER () = 1;
SELECT g FROM w GROUP BY rank() OVER (ORDER BY g);
SELECT count(*) FROM w HAVING row_number() OVER () = 1;
SELECT sum(row_number() OVER ()) FROM w;
SELECT sum(rank() OVER (ORDER BY v)) OVER () FROM w;
SELECT count(DISTINCT v) OVER () FROM w;
SELECT rank() FROM w;
SELECT upper(g) OVER () FROM w;
SELECT sum(v) OVER nosuch FROM w;
SELECT sum(v) OVER (big PARTITION BY id) FROM w WINDOW big AS (PARTITION BY g);
SELECT sum(v) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM w;
SELECT sum(v) OVER (ORDER BY id ROWS -1 PRECEDING) FROM w;
SELECT sum(v) OVER (ORDER BY g RANGE 1 PRECEDING) FROM w;
SELECT sum(v) OVER (RANGE 1 PRECEDING) FROM w;
SELECT sum(v) OVER (GROUPS 1 PRECEDING) FROM w;
SELECT ntile(0) OVER (ORDER BY id) FROM w;
SELECT nth_value(v, 0) OVER (ORDER BY id) FROM w;
CREATE TABLE ranked AS SELECT i AS id, i % 7 AS k, CASE WHEN i % 11 = 0 THEN NULL ELSE (i * 7919) % 101 END AS v, 'name ' || (i * 31) % 50 AS name, ((i * 7919) % 103)::numeric / 4 AS amount, timestamp '2024-01-01' + (i % 90) * interval '1 hour' AS at FROM generate_series(1, 500) t(i)
SELECT k, id, v FROM (SELECT k, id, v, row_number() OVER (PARTITION BY k ORDER BY v DESC, id) rn FROM ranked) s WHERE rn <= 2 ORDER BY k, rn
SELECT k, id, v, r FROM (SELECT k, id, v, rank() OVER (PARTITION BY k ORDER BY v) r FROM ranked) s WHERE r < 4 ORDER BY k, r, id
SELECT k, id, v, r FROM (SELECT k, id, v, dense_rank() OVER (PARTITION BY k ORDER BY v DESC NULLS LAST) r FROM ranked) s WHERE 2 >= r AND id % 3 > 0 ORDER BY k, r, id
SELECT k, name, rn FROM (SELECT k, name, row_number() OVER (PARTITION BY k ORDER BY name, amount, id) rn FROM ranked) s WHERE rn = 2 ORDER BY k
SELECT id, amount, rn, r, d FROM (SELECT id, amount, row_number() OVER w rn, rank() OVER w r, dense_rank() OVER w d FROM ranked WINDOW w AS (ORDER BY amount DESC, id)) s WHERE rn <= 5 AND r <= 3 ORDER BY rn
SELECT id, r FROM (SELECT id, rank() OVER (ORDER BY at) r FROM ranked) s WHERE r = 1 ORDER BY id
SELECT name, k, count(*), min(r), max(r) FROM (SELECT name, k, rank() OVER (PARTITION BY name, k % 2 ORDER BY v NULLS FIRST) r FROM ranked) s WHERE r <= 2 GROUP BY name, k ORDER BY name, k
SELECT k, n FROM (SELECT k, row_number() OVER (PARTITION BY k) n FROM ranked) s WHERE n <= 2 ORDER BY k, n
SELECT id, k, rn, total FROM (SELECT id, k, row_number() OVER w rn, sum(v) OVER w total FROM ranked WINDOW w AS (PARTITION BY k ORDER BY id)) s WHERE rn <= 2 ORDER BY k, rn
SELECT count(*) FROM (SELECT row_number() OVER (PARTITION BY k ORDER BY v) rn FROM ranked) s WHERE rn <= 0
SELECT count(*) FROM (SELECT row_number() OVER (PARTITION BY k ORDER BY v) rn FROM ranked) s WHERE rn <= 3 OR rn = 9
SELECT s.k, s.v, t.id FROM (SELECT k, v, row_number() OVER (PARTITION BY k ORDER BY v DESC NULLS LAST, id) rn FROM ranked) s JOIN ranked t ON t.k = s.k AND t.v = s.v WHERE s.rn <= 1 ORDER BY t.id
CREATE TABLE fo (a int, t timestamp, n numeric, f float8)
INSERT INTO fo VALUES (1,'2024-01-01',1.5,1.5),(2,'2024-01-02',2.5,2.5),(3,'2024-01-09',10.25,10.25)
select sum(a) over (order by a rows (select 1) preceding) from fo
select sum(a) over (order by a rows (select max(a) from fo) preceding) from fo
select sum(a) over (order by a rows (select max(a) from fo)+1 preceding) from fo
select sum(a) over (order by a range (select max(a) from fo)-2 preceding) from fo
select sum(a) over (order by (select max(a) from fo where t.a>x.a)) from fo x
select sum(a) over (order by (select max(a) from fo where t.a>x.a) range between 1 preceding and 1 following) from fo x
select sum(a) over (partition by (select 1) order by a) from fo
select sum(a) filter (where a in (select a from fo where a>1)) over (order by a) from fo
select sum(a) over (order by t range (select interval '1 day') preceding) from fo
select sum(a) over (order by t range between (select interval '1 day') preceding and (select max(t)-min(t) from fo) following) from fo
select sum(a) over (order by n range (select max(n)-8.25 from fo) preceding) from fo
select sum(a) over (order by f range (select max(f)-8.25 from fo) preceding) from fo
select sum(a) over (order by f range (select null::float8) preceding) from fo
select sum(a) over (order by a rows (select -1) preceding) from fo
select sum(a) over (order by a rows (select x.a) preceding) from fo x
select sum(a) over (order by a rows (select count(*) from fo where a>1) preceding), max(sum(a)) over (order by a groups (select 1) preceding) from fo group by a
select sum(a) over (order by a rows case when exists(select 1 from fo) then 1 else 0 end preceding) from fo
select row_number() over (order by i range between -1 preceding and 1 following), 'rn range -1' from (VALUES (1),(2),(3)) t(i)
select row_number() over (order by i rows between -1 preceding and 1 following), 'rn rows -1' from (VALUES (1),(2),(3)) t(i)
select row_number() over (order by i rows between null preceding and 1 following), 'rn rows null' from (VALUES (1),(2),(3)) t(i)
select row_number() over (order by i range between null preceding and 1 following), 'rn range null' from (VALUES (1),(2),(3)) t(i)
select row_number() over (order by i groups between -1 preceding and 1 following), 'rn groups -1' from (VALUES (1),(2),(3)) t(i)
select row_number() over (order by i rows between 1/0 preceding and 1 following), 'rn rows 1/0' from (VALUES (1),(2),(3)) t(i)
select rank() over (order by i rows between -1 preceding and 1 following), 'rank rows -1' from (VALUES (1),(2),(3)) t(i)
select dense_rank() over (order by i rows between -1 preceding and 1 following), 'dense_rank' from (VALUES (1),(2),(3)) t(i)
select percent_rank() over (order by i rows between -1 preceding and 1 following), 'percent_rank' from (VALUES (1),(2),(3)) t(i)
select cume_dist() over (order by i rows between -1 preceding and 1 following), 'cume_dist' from (VALUES (1),(2),(3)) t(i)
select ntile(2) over (order by i rows between -1 preceding and 1 following), 'ntile' from (VALUES (1),(2),(3)) t(i)
select lag(i) over (order by i rows between -1 preceding and 1 following), 'lag rows -1' from (VALUES (1),(2),(3)) t(i)
select lag(i) over (order by i groups between -1 preceding and 1 following), 'lag groups -1' from (VALUES (1),(2),(3)) t(i)
select lag(i) over (order by i range between -1 preceding and 1 following), 'lag range -1' from (VALUES (1),(2),(3)) t(i)
select lag(i) over (order by i range between null preceding and 1 following), 'lag range null' from (VALUES (1),(2),(3)) t(i)
select lag(i) over (order by i range between 1/0 preceding and 1 following), 'lag range 1/0' from (VALUES (1),(2),(3)) t(i)
select lead(i) over (order by i range between 1 preceding and -1 following), 'lead range -1' from (VALUES (1),(2),(3)) t(i)
select first_value(i) over (order by i range between 1 preceding and -1 following), 'first_value range end -1' from (VALUES (1),(2),(3)) t(i)
select first_value(i) over (order by i range between -1 preceding and 1 following), 'first_value range start -1' from (VALUES (1),(2),(3)) t(i)
select last_value(i) over (order by i range between -1 preceding and 1 following), 'last_value range start -1' from (VALUES (1),(2),(3)) t(i)
select last_value(i) over (order by i range between 1 preceding and -1 following), 'last_value range end -1' from (VALUES (1),(2),(3)) t(i)
select nth_value(i,1) over (order by i range between -1 preceding and 1 following), 'nth range start -1' from (VALUES (1),(2),(3)) t(i)
select row_number() over w, rank() over w from (VALUES (1),(2),(3)) t(i) window w as (order by i rows between -1 preceding and 1 following)
select row_number() over w, lag(i) over w from (VALUES (1),(2),(3)) t(i) window w as (order by i rows between -1 preceding and 1 following)
select row_number() over w, lag(i) over w from (VALUES (1),(2),(3)) t(i) window w as (order by i range between -1 preceding and 1 following)
select row_number() over w, sum(i) over w from (VALUES (1),(2),(3)) t(i) window w as (order by i range between -1 preceding and 1 following)
select row_number() over w, ntile(2) over w, sum(i) over (order by i) from (VALUES (1),(2),(3)) t(i) window w as (order by i range between -1 preceding and 1 following)
select lag(i) over (order by i range between -1 preceding and 1 following), sum(i) over (order by i range between -1 preceding and 1 following) from (VALUES (1),(2),(3)) t(i)
select row_number() over (rows -1 preceding), rank() over (rows -1 preceding) from (VALUES (1),(2),(3)) t(i)
select row_number() over (order by i rows between -1 preceding and 1 following exclude current row), 'rn exclude' from (VALUES (1),(2),(3)) t(i)
select lag(i) over (order by i range between -1 preceding and 1 following exclude ties), 'lag' from (VALUES (1),(2),(3)) t(i)
select i from (VALUES (1),(2),(3)) t(i) window w as (order by i rows -1 preceding)
select sum(i) over (order by nullif(i,i) range between null preceding and 1 following), 'sum null keys' from (VALUES (1),(2),(3)) t(i)
select sum(i) over (partition by 1 order by i range between 1 preceding and -1 preceding), 'sum end -1' from (VALUES (1),(2),(3)) t(i) where i=1
SELECT sum(i) OVER (ORDER BY i ROWS 1/0 PRECEDING) FROM (VALUES (1),(2)) t(i)
SELECT sum(i) OVER (ORDER BY i GROUPS 1/0 PRECEDING) FROM (VALUES (1),(2)) t(i)
SELECT sum(i) OVER (ORDER BY i RANGE 1/0 PRECEDING) FROM (VALUES (1),(2)) t(i)
SELECT sum(i) OVER (ORDER BY i ROWS 9223372036854775808 PRECEDING) FROM (VALUES (1),(2)) t(i)
SELECT sum(i) OVER (ORDER BY i ROWS BETWEEN 1 PRECEDING AND 1e30 FOLLOWING) FROM (VALUES (1),(2)) t(i)
SELECT sum(i) OVER (ORDER BY i ROWS 9223372036854775807 PRECEDING) FROM (VALUES (1),(2)) t(i)
SELECT row_number() OVER (ORDER BY i), sum(i) OVER (ORDER BY i ROWS (SELECT 1/0) PRECEDING) FROM (VALUES (1),(2)) t(i)
SELECT row_number() OVER (ORDER BY unnest(ARRAY[1, 2]))
SELECT a, row_number() OVER (PARTITION BY unnest(ARRAY[1, 2, 1])) FROM (VALUES (1), (2)) v(a) ORDER BY 1, 2
SELECT count(*) OVER w, a FROM (VALUES (1), (2)) v(a) WINDOW w AS (PARTITION BY generate_series(1, 2)) ORDER BY 1, 2
SELECT a FROM (VALUES (1), (2)) v(a) WINDOW w AS (PARTITION BY generate_series(1, 2)) ORDER BY 1
SELECT unnest(ARRAY[1, 2, 3]) u, row_number() OVER (ORDER BY unnest(ARRAY[1, 2])) FROM (VALUES (1), (2)) v(a) ORDER BY 1, 2
SELECT a, sum(sum(a)) OVER (ORDER BY unnest(ARRAY[1, 2])) FROM (VALUES (1), (2)) v(a) GROUP BY a ORDER BY 1, 2
SELECT a, count(*), rank() OVER (ORDER BY generate_series(1, count(*))) FROM (VALUES (1), (2), (2)) v(a) GROUP BY a ORDER BY 1, 3
SELECT unnest(ARRAY[a, 9]) + sum(a) OVER (ORDER BY unnest(ARRAY[a, 9]) ROWS UNBOUNDED PRECEDING) FROM (VALUES (1), (2)) v(a) ORDER BY 1
SELECT lag(unnest(ARRAY[1, 2])) OVER ()
SELECT row_number() OVER (ORDER BY a ROWS unnest(ARRAY[1]) PRECEDING) FROM (VALUES (1)) v(a)
SELECT array_agg('a') OVER () FROM x
SELECT max('a') OVER () FROM x
SELECT sum('1') OVER () FROM x
SELECT string_agg('a', 'b') OVER () FROM x
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN 1 PRECEDING AND 1e308 FOLLOWING) FROM (VALUES (1.7e308::float8),(1)) v(k)
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN 1e308 PRECEDING AND 1e308 FOLLOWING) FROM (VALUES (1.7e308::float8),(-1.7e308),(1),('inf'),('-inf'),('nan'),(null)) v(k)
SELECT k, count(*) OVER (ORDER BY k DESC RANGE BETWEEN 1e308 PRECEDING AND 1e308 FOLLOWING) FROM (VALUES (1.7e308::float8),(-1.7e308),(1),('inf'),('-inf'),('nan'),(null)) v(k)
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN 'inf' PRECEDING AND 'inf' FOLLOWING) FROM (VALUES (1.7e308::float8),(-1.7e308),(1),('inf'),('-inf'),('nan'),(null)) v(k)
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN 'inf' FOLLOWING AND 'inf' FOLLOWING) FROM (VALUES (1.7e308::float8),(-1.7e308),(1),('inf'),('-inf'),('nan'),(null)) v(k)
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN 1.7e308 FOLLOWING AND 1.7e308 FOLLOWING) FROM (VALUES (1.7e308::float8),(-1.7e308),(1),('inf'),('-inf'),('nan'),(null)) v(k)
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN 1.7e308 PRECEDING AND 3 FOLLOWING), sum(k) OVER (ORDER BY k RANGE BETWEEN 1.7e308 PRECEDING AND 3 PRECEDING) FROM (VALUES (3e38::float4),(-3e38),(1),('inf'),('-inf'),('nan'),(null)) v(k)
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN 1e300 PRECEDING AND 1 FOLLOWING) FROM (VALUES (1::float4),(2.5)) v(k)
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN -1 PRECEDING AND 1 FOLLOWING) FROM (VALUES (1::float4),(2.5)) v(k)
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN -1 PRECEDING AND 1 FOLLOWING) FROM (VALUES (null::float4),(null)) v(k)
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN 1 PRECEDING AND -1 FOLLOWING) FROM (VALUES (null::int),(null)) v(k)
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN 1 PRECEDING AND -1 FOLLOWING) FROM (VALUES (null::int),(3)) v(k)
SELECT k, sum(k) OVER (ORDER BY k RANGE BETWEEN 'nan' PRECEDING AND 1 FOLLOWING) FROM (VALUES (null::numeric),(null)) v(k)
SELECT k, sum(k) OVER (ORDER BY k RANGE BETWEEN 'nan' PRECEDING AND 1 FOLLOWING) FROM (VALUES (null::numeric),(2)) v(k)
SELECT k, first_value(k) OVER (ORDER BY k RANGE '-1 day' PRECEDING) FROM (VALUES (null::date),(null)) v(k)
SELECT k, first_value(k) OVER (ORDER BY k RANGE '-1 day' PRECEDING) FROM (VALUES (null::date),('2020-01-01')) v(k)
SELECT k, first_value(k) OVER (ORDER BY k RANGE '-1 hour' PRECEDING) FROM (VALUES (null::time)) v(k)
SELECT k, first_value(k) OVER (ORDER BY k RANGE '-1 hour' PRECEDING) FROM (VALUES ('10:00'::time)) v(k)
SELECT k, first_value(k) OVER (ORDER BY k RANGE '-1 hour' PRECEDING) FROM (VALUES ('10:00'::timetz), (null)) v(k)
SELECT k, last_value(k) OVER (PARTITION BY p ORDER BY k DESC NULLS LAST RANGE BETWEEN CURRENT ROW AND '-1 hour' FOLLOWING) FROM (VALUES (null::timestamptz,1),(null,2)) v(k,p)
SELECT k, rank() OVER (ORDER BY k RANGE BETWEEN -1 PRECEDING AND 1 FOLLOWING) FROM (VALUES (1),(2)) v(k)
SELECT k, lag(k) OVER (ORDER BY k RANGE BETWEEN -1 PRECEDING AND 1 FOLLOWING) FROM (VALUES (1),(2)) v(k)
SELECT k, count(*) OVER (ORDER BY k GROUPS BETWEEN -1 PRECEDING AND 1 FOLLOWING) FROM (VALUES (null::int)) v(k)
SELECT count(*) OVER (ORDER BY k RANGE BETWEEN -1 PRECEDING AND 1 FOLLOWING) FROM (SELECT generate_series(1,3000) AS k) v LIMIT 1
SELECT count(*) OVER (PARTITION BY p ORDER BY k RANGE BETWEEN -1 PRECEDING AND 1 FOLLOWING) FROM (SELECT NULL::int AS k, generate_series(1,3000) AS p) v LIMIT 1
SELECT k, count(*) OVER (ORDER BY k RANGE BETWEEN -1 PRECEDING AND 1 FOLLOWING) FROM (VALUES (1), (2)) v(k) WHERE k > 2
