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
