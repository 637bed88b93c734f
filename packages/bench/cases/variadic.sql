create table va(a int[], t text[], s text)
insert into va values ('{1,2,null}','{x,"y z"}','%s-%s'),(null,null,'%s'),('{}','{q}','%1$s|%I')
select format('%s|%s|%s', variadic a) from va where a is not null and cardinality(a)=3
select format(s, variadic t) from va where t is not null
select format('x%%', variadic a) from va
select format('%s', variadic a) from va
select format('%L %I', variadic t) from va where cardinality(t)=2
select format('%s|%s', variadic array[[1,2],[3,4]]), format('%2$s', variadic array['a','b']), format('%s', variadic array[true]), format('%s %s', variadic array['2024-01-01'::date, null])
select format(null, variadic array['a']), format('a', variadic null::text[])
select format('%s', variadic 10)
select format('a', variadic null)
select concat(variadic 'x')
select concat_ws(',', variadic 10)
select concat(variadic a), concat_ws('-', variadic a), concat_ws('-', variadic t), num_nulls(variadic array[1,null]), num_nonnulls(variadic array[1,null]) from va
select upper(variadic array['x'])
select concat(variadic array[[1,2],[3,4]]), concat_ws(',', variadic array[[1,2],[3,4]])
select concat(1, variadic array[2,3]), concat_ws(',', 'a', variadic array['b'])
