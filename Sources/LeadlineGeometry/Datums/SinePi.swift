/// The sine of π times each lane, by Taylor's series after reduction to -½…½.
///
/// Reduction in units of half turns is exact, which that of sin(π·t) is not; the series, cut after
/// the 19th power, is off by at most 3e-16. Lanes must lie within ±2⁵⁰.
@inline(__always)
package func sinePi(_ lanes: SIMD4<Double>) -> SIMD4<Double> {
  // Adding 1.5·2⁵² leaves no bit for a fraction, so this rounds to the nearest integer.
  let shift = SIMD4<Double>(repeating: 6_755_399_441_055_744)
  let nearest = (lanes + shift) - shift
  let rest = lanes - nearest
  let half = nearest * 0.5
  // 0 for even integers, ±½ for odd ones, whose half turn changes the sign.
  let odd = half - ((half + shift) - shift)
  let sign = 1 - 8 * odd * odd
  let square = rest * rest
  // (-1)ᵏ π²ᵏ⁺¹ / (2k + 1)! for k from 9 down to 0.
  var sum = SIMD4<Double>(repeating: -2.294_842_899_726_987_3e-8)
  sum = sum * square + 7.952_054_001_475_513e-7
  sum = sum * square - 2.191_535_344_783_021_7e-5
  sum = sum * square + 0.000_466_302_805_767_612_55
  sum = sum * square - 0.007_370_430_945_714_35
  sum = sum * square + 0.082_145_886_611_128_23
  sum = sum * square - 0.599_264_529_320_792_1
  sum = sum * square + 2.550_164_039_877_345_5
  sum = sum * square - 5.167_712_780_049_97
  return sign * rest * (sum * square + .pi)
}
