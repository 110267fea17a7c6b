import type { Dialect } from './dialects.ts'

/** What functions do to the values that they are given: only where it differs from making a value of all arguments. */

/** Functions whose value is made of many rows. */
const aggregates = new Set(
  `any_value anyvalue approx_count_distinct approx_distinct approx_percentile approx_quantile approx_quantiles approx_top_count
  approx_top_sum arbitrary arg_max arg_max_null arg_min arg_min_null argmax argmin array_agg array_agg_distinct array_concat_agg
  avg avgif bit_and bit_or bit_xor bitstring_agg bool_and bool_or boolor_agg booland_agg collect_list collect_set concat_agg corr
  count count_if count_min_sketch countif covar_pop covar_samp entropy every favg first fsum geomean geometric_mean
  group_concat grouping_concat histogram hll hll_count.init hll_count.merge hll_create_sketch hll_combine hll_cardinality json_agg
  json_agg_strict json_arrayagg json_group_array json_group_object json_group_structure json_object_agg json_object_agg_unique
  json_objectagg jsonb_agg jsonb_agg_strict jsonb_object_agg jsonb_object_agg_unique kahan_sum kurtosis kurtosis_pop last
  list listagg logical_and logical_or mad map_agg max max_by maxif mean median min min_by minif mode multimap_agg percentile
  percentile_approx percentile_cont percentile_disc product quantile quantile_cont quantile_disc range_agg
  range_intersect_agg ratio_to_report regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx
  regr_sxy regr_syy reservoir_quantile sem skewness some st_collect st_extent st_union_agg std stddev stddev_pop stddev_samp
  string_agg sum sum_no_overflow sumif sumkahan sum_if try_avg try_sum unique var_pop var_samp variance xmlagg`.split(
    /\s+/,
  ),
)

/** Functions whose value does not show their arguments' values. */
const masking =
  /^(?:count(?:_?if)?|approx_count_distinct|approx_distinct|md5(?:_\w+)?|sha(?:1|2|224|256|384|512)?(?:_\w+)?|func_sha1|hash|xxhash64|crc32|farm_fingerprint|fnv_hash|murmur3_32_hash|hmac\w*)$/

/** Functions whose value no argument gives: a place in a window. */
const valueless = new Set('row_number rank dense_rank percent_rank cume_dist ntile grouping__id group_id'.split(' '))

/** Functions that tell by which of their arguments rows are grouped, whatever the values of these are. */
const groupings = new Set(['grouping', 'grouping_id'])

/** Functions that are written without brackets, so that parsers take them for columns. */
const bareFunctions = new Set(
  `current_catalog current_date current_datetime current_role current_schema current_time current_timestamp current_user getdate
  localtime localtimestamp session_user sysdate systimestamp`.split(/\s+/),
)

/** Ordered-set aggregates: what they give comes from their `WITHIN GROUP (ORDER BY ..)`. */
const orderedSet = /^(?:approx_)?(?:percentile|quantile)(?:_cont|_disc)?$|^mode$/

const unit =
  /^(?:(?:micro|milli|nano)?(?:seconds?|secs?)|minutes?|mins?|hours?|days?|weeks?|isoweek|months?|mons?|quarters?|years?|isoyear|yr|decades?|century|centuries|millenniums?|epoch|doy|dow|dayofweek|dayofyear|weekday|hh|mi|ss|ms|us|ns|yy|yyyy|mm|dd|d|w|y|h|m|s|qtr|q|date|time)$/i

/** How a function treats one of its arguments. */
export type ArgumentRole =
  /** Flows into the value. */
  | 'value'
  /** Decides which value it is. */
  | 'test'
  | 'value-and-test'
  /** Gives nothing. */
  | 'none'

/** Whether a function makes one value of many rows. */
export function isAggregate(name: string): boolean {
  return aggregates.has(name)
}

/** Whether no argument gives the function's value. */
export function isValueless(name: string): boolean {
  return valueless.has(name)
}

/** Whether a function tells how its arguments take part in the grouping. */
export function isGrouping(name: string): boolean {
  return groupings.has(name)
}

/** Whether a function counts or hashes, so that its value shows nothing of its arguments'. */
export function isMasking(name: string): boolean {
  return masking.test(name)
}

export function isBareFunction(name: string): boolean {
  return bareFunctions.has(name.toLowerCase())
}

/** Whether `WITHIN GROUP (ORDER BY ..)` holds the aggregate's values rather than their order. */
export function takesOrderAsValue(name: string): boolean {
  return orderedSet.test(name)
}

/** Which argument of a function may be a unit of time, written as a bare word; undefined where none is. */
export function unitArgument(name: string, count: number, dialect: Dialect): number | undefined {
  if (dialect === 'bigquery') {
    // DATE_DIFF(a, b, DAY), TIMESTAMP_TRUNC(ts, DAY, zone), LAST_DAY(d, MONTH)
    if (name.endsWith('_diff')) return 2
    return /_trunc$|^last_day$|_bucket$/.test(name) ? 1 : undefined
  }
  // DATEADD(day, 1, d), DATE_PART(day, ts)
  if (/^(?:date|timestamp|time)_?(?:add|diff)$/.test(name)) return count === 3 ? 0 : undefined
  return /^date_?part$/.test(name) ? 0 : undefined
}

export function isUnitOfTime(word: string): boolean {
  return unit.test(word)
}

/** What the argument at this index is to a function with so many arguments. */
export function argumentRole(name: string, index: number, count: number): ArgumentRole {
  switch (name) {
    case 'coalesce':
    case 'ifnull':
    case 'nvl':
      return 'value-and-test'
    case 'isnull':
      return count === 2 ? 'value-and-test' : 'value'
    case 'nullif':
      return index === 0 ? 'value-and-test' : 'test'
    case 'nullifzero':
    case 'zeroifnull':
      return 'value-and-test'
    case 'if':
    case 'iff':
    case 'iif':
    case 'nvl2':
      return index === 0 ? 'test' : 'value'
    case 'decode':
      return count < 3 ? 'value' : decodeRole(index, count)
    default:
      return 'value'
  }
}

/** `DECODE(tested, search, result, search, result, .., default)`. */
function decodeRole(index: number, count: number): ArgumentRole {
  if (index === 0) return 'test'
  return index % 2 === 0 || index === count - 1 ? 'value' : 'test'
}
