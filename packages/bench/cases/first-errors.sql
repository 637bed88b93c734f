CREATE TABLE oe (a int, b text)
select case when true then nope1 when nope2 then 1 end from oe
select case when true then sum(sum(a)) when coalesce(1,'x'::text) then 1 end from oe
select case when true then a+'x'::text when rank() then 1 end from oe
select case a when 1 then b+1 when 'x' then sum(1) over nope end from oe
select case when a then 1 else nope end from oe
select case when 1=1 then 1 else nope end, nope2 from oe
select nope1 from oe where nope2 group by nope3 order by nope4
select nope1 from nope2
select a from oe where sum(a)>0 and nope
select sum(nope) from oe where sum(a) > 0
select a, nope from oe group by b
select a from oe group by nope
select a from oe order by nope
select b from oe having nope
select oe.nope, u.a from oe
select a from oe limit nope
select a from oe limit a
select foo(nope) from oe
select a::nope from oe
select nope::nope2 from oe
select a+nope+foo() from oe
select coalesce(a,b,nope) from oe
select greatest(a,b), nope from oe
select a in (1,'x'::text,nope) from oe
select (select nope from oe), nope2 from oe
select a between nope and b from oe
select nullif(a,nope) from oe
select array[a,b,nope] from oe
select row(a,nope), sum() from oe
select sum(a) over (partition by nope order by nope2) from oe
select sum(nope) over (partition by nope1) from oe
select a from oe union select nope from oe
select a from oe union select b from oe order by nope
select a,b from oe union select nope from oe
insert into oe(a,nope) values (foo(),1)
insert into oe select nope from oe
insert into oe values (nope,1,2)
update oe set a=nope, nope=1
update oe set nope=1 where nope2
select * from oe join oe u on nope=1 where nope2
select * from oe join nope on true where nope2
select * from oe join oe u using (nope) where nope2
select * from oe join oe u using (a) join nope using (a)
select nope.* from oe
select distinct on (nope) a from oe order by nope2
select count(*) filter (where nope) from foo
select sum(a order by nope) from oe
select a from oe where exists (select nope from oe)
select upper(a,b,nope) from oe
select upper() from oe where nope
select a like nope from oe
select extract(nope from a) from oe
select a at time zone nope from oe
select cast(nope as int), 1+b from oe
select 'x'::int, nope from oe
select 1/0 from nope
select '1.5'::int from nope
CREATE TABLE oed (a int, b text, d date)
select a between d and nope from oed
select a between nope and d from oed
select a not between d and nope from oed
select a in (d, nope) from oed
select a in (1, d, nope) from oed
select nope in (1,'x'::date) from oed
select coalesce(a,d), nope from oed
select coalesce(a, d, nope) from oed
select greatest(a,d,nope) from oed
select nullif(a,d), nope from oed
select array[a,d,nope] from oed
select (a,d)=(nope,a) from oed
select (a,d) = (d,a), nope from oed
select (a+d) || nope from oed
select upper(a+b), nope from oed
select upper(nope, a+b) from oed
select a+b+nope from oed
select nope+(a+b) from oed
select (a+b)+nope from oed
select sum(a+b) filter (where nope) from oed
select sum(nope) filter (where a+b) from oed
select sum(a) filter (where a) , nope from oed
select string_agg(b, nope order by a+b) from oed
select string_agg(b, ',' order by nope), a+b from oed
select sum(a) over (partition by nope order by a+b) from oed
select sum(a) over (partition by a+b order by nope) from oed
select sum(a+b) over (partition by nope) from oed
select case a when d then nope end from oed
select case when a then nope end from oed
select case when true then nope when a then 1 end from oed
select case when true then a when false then d when nope then a end from oed
select case when true then a else d end, nope from oed
select nope::date, a::date from oed
select a::date, nope from oed
select cast(nope as nosuch) from oed
select cast(a+b as nosuch) from oed
select a from oed where nope group by a+b
select a from oed group by a+b having nope
select a from oed group by nope having a+b
select a from oed order by nope, a+b
select a from oed group by nope order by a+b
select distinct a from oed order by nope limit a+b
select distinct on (nope) a from oed order by a+b
select a from oed limit nope offset a+b
select a from oed having nope order by a+b
select sum(a) from oed where nope having a+b
select b from oed group by a
select b, nope from oed group by a
select b from oed group by a order by nope
select b from oed group by a having nope
select sum(b) from oed group by nope
select sum(sum(a)), nope from oed
select a, sum(a) from oed where sum(a) > 1
select a from oed where sum(a)>1 group by nope
select rank() over (order by a), sum(b) from oed
select (select nope), a+b from oed
select a+b, (select nope) from oed
select exists(select nope from oed), a+b from oed
select a = any(select d from oed), nope from oed
select a = any(select nope from oed), a+b from oed
select a+b = any(select nope from oed) from oed
select * from oed x join oed y on x.nope=1 join oed z on z.a+z.b
select * from oed x join oed y on x.a+x.b join oed z on z.nope
select * from oed x, (select nope) y, (select a+b from oed) z
select a+b from oed x, (select nope) y
select a from oed union select d from oed order by nope
select a from oed union all select nope union all select a+b from oed
select a+b from oed union all select nope
select a from oed union select a,b from oed union select nope
with x as (select a+b from oed) select nope
with x as (select 1) select nope from oed, (select a+b from oed) y
insert into oed(a,b,nope) select a+b from oed
insert into oed(a) select a+b from oed returning nope
insert into oed(a) values ('x') returning nope
insert into oed values (1,2,3,4)
insert into oed values (a+b)
insert into oed(a) values (d)
insert into oed(d) values (1) returning a+b
insert into oed(d,a) values (1, nope)
update oed set a=b, nope=1
update oed set a='x'::date where nope
update oed set a=nope where a+b
update oed set a=d from nope
delete from oed where a+b returning nope
delete from oed using nope where a+b
select f1(a+b) from oed
select f1(nope) from oed
select a.b.c.d.e from oed
select oed.a.nope from oed
select interval '1 nope', nope from oed
select nope, interval '1 nope' from oed
select 'x'::int + nope from oed
select nope + 'x'::int from oed
select a + 'x' + nope from oed
select a like b, a+b, nope from oed
select extract(nope from d), a+b from oed
select extract(nope from a) from oed
select date_trunc('nope', a) from oed
select substring(a from nope) from oed
select position(a in nope) from oed
select overlay(a placing nope from d) from oed
select trim(a from nope) from oed
select a is distinct from d, nope from oed
select a is null is nope from oed
select (a is true), nope from oed
select not a, nope from oed
select a and nope from oed
select nope and a from oed
select true and a and nope from oed
select a or d, nope from oed
select array[1,2][b], nope from oed
select (array[1,2])[nope+b] from oed
select a[1], nope from oed
select row(a,nope)=row(d,1) from oed
SELECT NULL && '{1}'
select max(a) from oe window w as (order by b)
select a from oe group by a window w as (partition by a, b)
select b from oe group by a window w as (order by b)
select a from oe group by a having b > 'x' window w as (order by b || 'y')
select (select 1 from oe x having max(y.a) > 0) from oe y window w as (order by y.b)
select a, sum(a) over w from oe group by a window w as (order by a), u as (w)
select (select count(*) from (select 1 from oe x group by x.b having max(y.a) > 0) z) from oe y window w as (order by y.a)
select a collate "C" from oe
select now() collate "C", nope from oe
select array[a] collate "C" from oe
select b from oe order by b collate "C"
select null collate "C"
create table oe_collated (a int collate "C")
