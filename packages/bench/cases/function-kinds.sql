CREATE TABLE x (a int, b int)
INSERT INTO x VALUES (1, 2), (2, 3)
SELECT rank(a) OVER (ORDER BY a) FROM x
SELECT rank(1) OVER (ORDER BY a) FROM x
SELECT percent_rank(1,2) OVER (ORDER BY a) FROM x
SELECT rank(1) FROM x
SELECT rank() FROM x
SELECT rank(1) OVER () FROM x
SELECT rank('x') OVER (ORDER BY a) FROM x
SELECT dense_rank(1) OVER (ORDER BY a) FROM x
SELECT cume_dist(1) OVER (ORDER BY a) FROM x
SELECT ntile() OVER () FROM x
SELECT ntile(1,2) OVER () FROM x
SELECT row_number(1) OVER () FROM x
SELECT lag() OVER () FROM x
SELECT lag(a) FROM x
SELECT concat() OVER ()
SELECT abs(1,2) OVER ()
SELECT abs(a) OVER () FROM x
SELECT abs(a,b) OVER () FROM x
SELECT nope(a) OVER () FROM x
SELECT lower('A') WITHIN GROUP (ORDER BY 1)
SELECT abs(1) WITHIN GROUP (ORDER BY 1)
SELECT lower(1) WITHIN GROUP (ORDER BY 1)
SELECT lower() WITHIN GROUP (ORDER BY 'a')
SELECT lower() WITHIN GROUP (ORDER BY 'a'::text)
SELECT abs() WITHIN GROUP (ORDER BY 1)
SELECT nullif() WITHIN GROUP (ORDER BY 1)
SELECT nope() WITHIN GROUP (ORDER BY 1)
SELECT sum(a) WITHIN GROUP (ORDER BY a) FROM x
SELECT sum() WITHIN GROUP (ORDER BY a) FROM x
SELECT rank() WITHIN GROUP (ORDER BY a) FROM x
SELECT row_number() WITHIN GROUP (ORDER BY a) FROM x
SELECT mode() WITHIN GROUP (ORDER BY a) FROM x
SELECT mode(1) WITHIN GROUP (ORDER BY a) FROM x
SELECT mode(a) FROM x
SELECT mode() FROM x
SELECT percentile_cont(0.5) FROM x
SELECT percentile_cont(0.5, a) FROM x
SELECT percentile_cont(0.5) OVER () FROM x
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) OVER () FROM x
SELECT rank(1) WITHIN GROUP (ORDER BY a) OVER () FROM x
SELECT string_agg('hello')
SELECT string_agg()
SELECT string_agg('hello', ',', 'x')
SELECT string_agg(1)
SELECT string_agg(1, ',')
SELECT abs(x => 1)
SELECT unnest(ARRAY[1], recursive := true)
SELECT lower(nope => 'x')
SELECT make_interval(days => 1)
SELECT make_interval(nope => 1)
SELECT generate_series(1::smallint, 2::smallint)
SELECT * FROM generate_series(1::smallint, 2::smallint)
SELECT generate_series(1::smallint, 2::smallint, 1::smallint)
SELECT generate_series(1::smallint, 2)
SELECT generate_series('1', '2')
SELECT generate_series(1::real, 2::real)
SELECT generate_series(1, '2')
SELECT ARRAY[1] -> 2
SELECT ARRAY[1] ->> 2
SELECT ARRAY[1] #> 2
SELECT 1 -> 2
SELECT 'a'::text -> 'b'
SELECT a -> b FROM x
SELECT 1 #>> '{a}'
SELECT 1 @> 2
SELECT 1 ? 2
SELECT 1 ?| 2
SELECT 1 @? 2
SELECT 1 @@ 2
SELECT count(x => 1)
SELECT sum(x => 1) OVER ()
SELECT count(*) OVER () FROM x
SELECT abs(*) FROM x
SELECT abs(*) OVER () FROM x
SELECT rank(*) OVER () FROM x
SELECT sum(*) FROM x
SELECT abs(DISTINCT 1)
SELECT abs(1 ORDER BY 1)
SELECT abs(1) FILTER (WHERE true)
SELECT abs(DISTINCT 1,2)
SELECT concat() FILTER (WHERE true)
SELECT nope(DISTINCT 1)
SELECT nope(*)
SELECT rank(DISTINCT 1)
SELECT row_number() FILTER (WHERE true) OVER () FROM x
SELECT row_number(DISTINCT 1) OVER () FROM x
SELECT first_value(a ORDER BY a) OVER () FROM x
SELECT sum(DISTINCT a) OVER () FROM x
SELECT generate_series(1,2) OVER ()
SELECT generate_series(1,2,3,4) OVER ()
SELECT generate_series() OVER ()
SELECT unnest(1) OVER ()
SELECT concat(VARIADIC ARRAY[1]) OVER ()
SELECT coalesce(1) OVER ()
SELECT lower('A') OVER (ORDER BY nope)
SELECT percentile_cont() WITHIN GROUP (ORDER BY a) FROM x
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a, b) FROM x
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY 'x'::text) FROM x
SELECT rank(1,2) WITHIN GROUP (ORDER BY a) FROM x
SELECT rank('x'::text) WITHIN GROUP (ORDER BY a) FROM x
SELECT min()
SELECT min(1,2)
SELECT max(true)
SELECT array_agg()
SELECT bool_and(1)
SELECT corr(1)
SELECT * FROM sum(1)
SELECT * FROM rank()
SELECT * FROM rank() OVER ()
SELECT abs(1 ORDER BY 1)
SELECT ntile() FROM x
SELECT lag() FROM x
SELECT row_number(1) FROM x
SELECT rank('a') FROM x
SELECT first_value(nope) FROM x
SELECT first_value(a) WITHIN GROUP (ORDER BY a) OVER () FROM x
SELECT nth_value(a) WITHIN GROUP (ORDER BY a) OVER () FROM x
SELECT nth_value(a) WITHIN GROUP (ORDER BY a) FROM x
SELECT sum() WITHIN GROUP (ORDER BY a) OVER () FROM x
SELECT percentile_cont(0.5, a) OVER () FROM x
SELECT concat(DISTINCT 1)
SELECT coalesce(1, 2) OVER ()
SELECT int4(DISTINCT 1)
SELECT int4(1) FILTER (WHERE true)
SELECT lower(1) FILTER (WHERE true)
SELECT lower('a') FILTER (WHERE nope)
SELECT now() FILTER (WHERE true)
SELECT now(*)
SELECT generate_series(x => 1)
SELECT * FROM generate_series(x => 1, y => 2)
SELECT * FROM unnest(x => ARRAY[1])
SELECT count(1, x => 1)
SELECT count(x => 1, 2)
SELECT abs(x => 1, x => 2)
SELECT abs(x => nope)
SELECT nope(x => 1)
SELECT nope(1, y => 'a')
SELECT make_date(year => 2024, month => 1, day => 1)
SELECT make_date(year => 2024, month => 1, nope => 1)
SELECT make_date(2024, year => 1, day => 1)
SELECT lag(x => a) OVER () FROM x
SELECT rank(x => 1) OVER () FROM x
SELECT row_number(x => 1) FROM x
SELECT coalesce(VARIADIC ARRAY[1])
SELECT date '2024-01-01' -> 1
SELECT true ? 'a'
SELECT ARRAY['a'] ?| ARRAY['a']
SELECT ARRAY['a'] ?& ARRAY['a']
SELECT ARRAY['a'] #- ARRAY['a']
SELECT max('a', 'b')
SELECT sum('a')
SELECT avg('1')
SELECT sum('a', 'b')
SELECT bit_and('1')
SELECT corr('1', '2')
SELECT corr('1')
SELECT array_agg('a')
SELECT array_agg('a', 'b')
SELECT stddev('1')
SELECT every('t')
SELECT count('a', 'b')
SELECT public.lower('A')
SELECT pg_catalog.lower('A')
SELECT public.sum(1)
SELECT public.row_number() OVER ()
SELECT * FROM public.generate_series(1, 2)
SELECT public.generate_series(1, 2)
SELECT * FROM public.unnest(ARRAY[1], ARRAY[2])
SELECT public.mode() WITHIN GROUP (ORDER BY 1)
SELECT public.int4('1')
