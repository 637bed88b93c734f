CREATE TABLE guarded (k int)
INSERT INTO guarded VALUES (0), (1), (2), (4)
select sum(x) filter (where k<>0) from (select 4/k as x, k from guarded) q
select k, sum(x) filter (where k<>0) over (order by k) from (select 4/k as x, k from guarded where k is not null) q
select case when k<>0 then x end from (select 4/k as x, k from guarded) q
select case when k<>0 then x+x end from (select 4/k as x, k from guarded) q
select coalesce(nullif(k,k), case when k=0 then 9 else x end) from (select 4/k as x, k from guarded) q
select sum(x) filter (where k<>0), count(x) filter (where k>1), max(x) filter (where k<>0) from (select 4/k as x, k from guarded) q
select sum(x+1) filter (where k<>0) from (select 4/k as x, k from guarded) q
select sum(x) filter (where k<>0) from (select x, k from (select 4/k as x, k from guarded) q offset 0) q2
select sum(x) filter (where k<>0) from (select 4/k as x, k from guarded limit 10) q
select sum(x) filter (where k<>0) from (select distinct 4/k as x, k from guarded) q
select sum(x) filter (where x > 1) from (select 4/k as x, k from guarded) q
select sum(q.x) filter (where q.k<>0) from (select 4/k as x, k from guarded) q join guarded t2 on t2.k = q.k
select sum(q.x) filter (where q.k<>0) from guarded t2 left join (select 4/k as x, k from guarded) q on t2.k = q.k
select case when q.k<>0 then x end from (select 4/k as x, k from guarded) q join guarded t2 on t2.k = q.k
select case when q.k<>0 then x end from guarded t2 left join (select 4/k as x, k from guarded) q on t2.k = q.k
select k, case when k<>0 then x end from (select 4/k as x, k from guarded) q order by k
select sum(case when k<>0 then x end) from (select 4/k as x, k from guarded) q
select k from (select 4/k as x, k from guarded) q where case when k <> 0 then x > 1 end
select k, sum(x) filter (where k<>0) from (select 4/k as x, k from guarded) q group by k
select sum(x) filter (where k<>0) from (select 4/k as x, k from guarded union all select 1, 1) q
select string_agg(x::text, ',' order by x) filter (where k<>0) from (select 4/k as x, k from guarded) q
select sum(distinct x) filter (where k<>0) from (select 4/k as x, k from guarded) q
select avg(x) filter (where k<>0), x2 from (select 4/k as x, k, k%2 as x2 from guarded) q group by x2
select count(*) filter (where k<>0), count(x) filter (where k<>0) from (select 4/k as x, k from guarded) q
select sum(x) filter (where k<>0) from (select y/k as x, k from (select 4*k as y, k from guarded) r) q
select sum(x) filter (where k<>0) from (select 4/y as x, k from (select 4/k as y, k from guarded) r) q
select sum(x) filter (where k<>0), sum(x) from (select 4/k as x, k from guarded) q
select sum(x) filter (where k<>0) from (select 4/k as x, k from guarded order by k) q
select case when k<>0 then x end from (select 4/k as x, k from guarded order by k) q
select sum(x) filter (where k<>0) from (select 4/k as x, random() as r, k from guarded) q
select sum(x) filter (where k<>0) from (select 4/k as x, k, generate_series(1,2) from guarded) q
select sum(x) filter (where k<>0) from (select 4/k as x, k from (values (0),(1)) v(k)) q
select sum(x) filter (where k<>0) over (partition by x2) from (select 4/k as x, k, k%2 as x2 from guarded) q
select first_value(x) over (order by k) from (select 4/k as x, k from guarded) q
select percentile_cont(0.5) within group (order by 4/k) filter (where k<>0) from guarded
select mode() within group (order by x) filter (where k<>0) from (select 4/k as x, k from guarded) q
select case when q.k<>0 then x end from guarded t2 left join (select coalesce(4/k,7) as x, k from guarded) q on t2.k = q.k+1
select case when q.k<>0 then x end from guarded t2 full join (select 4/k as x, k from guarded) q on t2.k = q.k+1
select case when q.k<>0 then x end, q.k from (select 4/k as x, k from guarded) q left join guarded t2 on t2.k = q.k+1
select case when q.k<>0 then x end, q.k from (select 4/k as x, k from guarded) q where q.k in (select k from guarded)
select case when k<>0 then x end, count(*) from (select 4/k as x, k from guarded) q group by case when k<>0 then x end
select case when k<>0 then x end as y from (select 4/k as x, k from guarded) q order by y desc limit 2
select y from (select case when k<>0 then x end as y, k from (select 4/k as x, k from guarded) q) r where k < 4
select rank() over (order by k), max(x) filter (where k<>0) over w, min(x) filter (where k>1) over w from (select 4/k as x, k from guarded) q window w as (order by k rows between 1 preceding and current row)
select coalesce(nullif(k,0), x2) from (select case k when 0 then 4/k end as x2, k from guarded) q where k <> 0
select coalesce(nullif(k,0), x) from (select 4/(k-1) as x, k from guarded) q
select max(case when k <> 0 then x when k = 0 then -1 end) filter (where k < 4), min(k) from (select 4/k as x, k from guarded) q having count(*) > 1
select distinct on (k) case when k<>0 then x end from (select 4/k as x, k from guarded) q order by k
select distinct case when k<>0 then x end from (select 4/k as x, k from guarded) q
select case when k<>0 then x end from (select 4/k as x, k from guarded) q union all select 1
select sum(x) filter (where k<>0), sum(x) filter (where k<>0)*2, avg(x) filter (where k <> 0) from (select 4/k as x, k from (select k*1 as k from guarded) r) q
create table tx as select case when k<>0 then x end as y, k from (select 4/k as x, k from guarded) q
select * from tx
insert into tx select case when k<>0 then x end, k from (select 4/k as x, k from guarded) q returning y, k
select (select sum(x) filter (where k<>0) from (select 4/k as x, k from guarded where guarded.k <= o.k) q) from guarded o
select s from guarded o cross join lateral (select sum(x) filter (where k<>0) as s from (select 4/k as x, k from guarded where guarded.k <= o.k) q) r
select sum(y) filter (where k<>0) from (select x::float8 as y, k from (select 4/k as x, k from guarded) r) q
select percentile_disc(0.5) within group (order by x) filter (where k<>0) from (select 4/k as x, k from guarded) q
select case when k<>0 then y end from (select x::text || 'a' as y, k from (select 4/k as x, k from guarded) r) q
select case when k<>0 then y end from (select x::text || 'a' as y, k from (select 4/k as x, k from guarded limit 5) r) q
select case when k<>0 then y end, z from (select x::text || 'a' as y, k, x as z from (select 4/k as x, k from guarded where k > 0) r) q
select sum(z) filter (where k<>0) from (select y::float8 as z, k from (select x::text || '1' as y, k from (select 4/k as x, k from guarded) r) q) p
select percentile_cont(0.5) within group (order by x) filter (where k<>0) from (select 4/k as x, k from guarded) q
DROP TABLE tx
select count(*) filter (where k<>0 and x > 1), sum(x) filter (where k<>0 and x > 1) from (select 4/k as x, k from guarded) q
select sum(case when k<>0 and x > 1 then x end) from (select 4/k as x, k from guarded) q
select k<>0 and x > 1, k=0 or x > 1 from (select 4/k as x, k from guarded) q
