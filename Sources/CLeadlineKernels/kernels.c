#include "leadline_kernels.h"

#if defined(__x86_64__)

// A fused multiply-add rounds once instead of twice, and the Swift twins round twice.
#pragma STDC FP_CONTRACT OFF

#include <immintrin.h>

#define LANES 4
#define NAME(name) leadline_##name##_avx2
#define TARGET __attribute__((target("avx2,popcnt")))
#define APPEND append_avx2
#define DOUBLE_BITS(mask) ((uint32_t)_mm256_movemask_pd((__m256d)(mask)))
#define FLOAT_BITS(mask) ((uint32_t)_mm256_movemask_ps((__m256)(mask)))

// Writes the lanes whose bit is set, one behind the other.
TARGET static inline __attribute__((always_inline)) void append_avx2(uint32_t bits, __m256d square,
                                                                     uint32_t first,
                                                                     double *squares,
                                                                     uint32_t *slots) {
  for (int i = 0, to = 0; i < LANES; ++i) {
    squares[to] = square[i];
    slots[to] = first + (uint32_t)i;
    to += bits >> i & 1;
  }
}

#include "kernels.inc"
#undef LANES
#undef APPEND
#undef NAME
#undef TARGET
#undef DOUBLE_BITS
#undef FLOAT_BITS

#define LANES 8
#define NAME(name) leadline_##name##_avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,popcnt")))
#define APPEND append_avx512
#define DOUBLE_BITS(mask) ((uint32_t)_mm512_movepi64_mask((__m512i)(mask)))
#define FLOAT_BITS(mask) ((uint32_t)_mm512_movepi32_mask((__m512i)(mask)))

TARGET static inline __attribute__((always_inline)) void append_avx512(uint32_t bits,
                                                                       __m512d square,
                                                                       uint32_t first,
                                                                       double *squares,
                                                                       uint32_t *slots) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  const __m256i numbers = _mm256_add_epi32(lanes, _mm256_set1_epi32((int)first));
  _mm512_storeu_pd(squares, _mm512_maskz_compress_pd((__mmask8)bits, square));
  _mm256_storeu_si256((__m256i *)slots, _mm256_maskz_compress_epi32((__mmask8)bits, numbers));
}

#include "kernels.inc"

// Four hashes at once: each half byte's bits are looked up, and those of eight bytes summed.
// Source: W. Mula, N. Kurz, D. Lemire, "Faster Population Counts Using AVX2 Instructions",
// https://doi.org/10.1093/comjnl/bxx046
__attribute__((target("avx2,popcnt"))) ptrdiff_t leadline_near_hashes_avx2(
    const uint64_t *hashes, ptrdiff_t count, uint64_t hash, uint32_t radius, uint32_t *found) {
  const __m256i bits_of_half = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                                0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i low_half = _mm256_set1_epi8(0x0f);
  const __m256i same = _mm256_set1_epi64x((long long)hash);
  const __m256i limit = _mm256_set1_epi64x((long long)radius + 1);
  ptrdiff_t near = 0;
  ptrdiff_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const __m256i other = _mm256_loadu_si256((const __m256i *)(hashes + i));
    const __m256i differing = _mm256_xor_si256(other, same);
    const __m256i low = _mm256_and_si256(differing, low_half);
    const __m256i high = _mm256_and_si256(_mm256_srli_epi16(differing, 4), low_half);
    const __m256i bits = _mm256_add_epi8(_mm256_shuffle_epi8(bits_of_half, low),
                                         _mm256_shuffle_epi8(bits_of_half, high));
    const __m256i sums = _mm256_sad_epu8(bits, _mm256_setzero_si256());
    int mask = _mm256_movemask_pd((__m256d)_mm256_cmpgt_epi64(limit, sums));
    for (; mask != 0; mask &= mask - 1) found[near++] = (uint32_t)(i + __builtin_ctz((unsigned)mask));
  }
  for (; i < count; ++i) {
    if ((uint32_t)__builtin_popcountll(hashes[i] ^ hash) <= radius) found[near++] = (uint32_t)i;
  }
  return near;
}

// Eight hashes at once, by an instruction that counts bits.
__attribute__((target("avx512f,avx512vpopcntdq"))) ptrdiff_t leadline_near_hashes_avx512(
    const uint64_t *hashes, ptrdiff_t count, uint64_t hash, uint32_t radius, uint32_t *found) {
  const __m512i same = _mm512_set1_epi64((long long)hash);
  const __m512i limit = _mm512_set1_epi64((long long)radius);
  ptrdiff_t near = 0;
  ptrdiff_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m512i bits = _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(hashes + i), same));
    unsigned mask = _mm512_cmple_epu64_mask(bits, limit);
    for (; mask != 0; mask &= mask - 1) found[near++] = (uint32_t)(i + __builtin_ctz(mask));
  }
  const __mmask8 rest = (__mmask8)((1 << (count - i)) - 1);
  const __m512i others = _mm512_maskz_loadu_epi64(rest, hashes + i);
  const __m512i bits = _mm512_popcnt_epi64(_mm512_xor_si512(others, same));
  unsigned mask = _mm512_mask_cmple_epu64_mask(rest, bits, limit);
  for (; mask != 0; mask &= mask - 1) found[near++] = (uint32_t)(i + __builtin_ctz(mask));
  return near;
}

int leadline_counts_bits(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq");
}

int leadline_kernel_set(void) {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("popcnt")) {
    return 2;
  }
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") ? 1 : 0;
}

#else

int leadline_kernel_set(void) { return 0; }

#endif
