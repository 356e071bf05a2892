#ifndef LEADLINE_KERNELS_H
#define LEADLINE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "leadline_csv.h"

// The inner loops of geodesy and of the index of stores, for CPUs with wide registers.
//
// Each has a twin in Swift that is the reference: the same operations in the same order, without
// fused multiply-add, so that both give the same bits. No function keeps a pointer or writes
// beyond the counts given here. Calling one that the CPU does not run is an illegal instruction.

// The greatest set of kernels that this CPU runs: 0 for none (the Swift twins serve), 1 for AVX2,
// 2 for AVX-512 and AVX2.
int leadline_kernel_set(void);

// Asks for a leaf's six cache lines before they are needed.
static inline void leadline_prefetch_leaf(const double *_Nonnull leaf) {
  for (int line = 0; line < 6; ++line) __builtin_prefetch(leaf + 8 * line);
}

#if defined(__x86_64__)

#define LEADLINE_KERNELS(set)                                                                    \
  /* Degrees to earth-centred metres; `count` is a multiple of 8. */                             \
  void leadline_places_##set(const double *_Nonnull longitudes, const double *_Nonnull latitudes, \
                             double *_Nonnull x, double *_Nonnull y, double *_Nonnull z,         \
                             ptrdiff_t count);                                                   \
  /* Squared chords and arcs, in metres, between the pairs of two sets of columns, a and b;      \
     `count` is a multiple of 8. */                                                              \
  void leadline_arcs_##set(const double *_Nonnull ax, const double *_Nonnull ay,                 \
                           const double *_Nonnull az, const double *_Nonnull bx,                 \
                           const double *_Nonnull by, const double *_Nonnull bz,                 \
                           double *_Nonnull squares, double *_Nonnull metres, ptrdiff_t count);  \
  /* Of the 16 places of a leaf, x[16], y[16], z[16], those whose squared chord from a place (x, y, z)\
     is at most the bound: their squares and their slots, of which the leaf's first one is given.\
     Returns how many they are; behind them anything may be written, up to 16 in all. */         \
  uint32_t leadline_leaf_##set(const double *_Nonnull leaf, const double *_Nonnull place,        \
                               double bound, uint32_t first_slot, double *_Nonnull squares,      \
                               uint32_t *_Nonnull slots);                                        \
  /* Sorts squares and their slots into other columns; equal ones keep their order. The squares have\
     room for 8 more, which may be written. */                                                   \
  void leadline_sort_##set(double *_Nonnull squares, const uint32_t *_Nonnull slots,             \
                           uint32_t count, double *_Nonnull sorted_squares,                      \
                           uint32_t *_Nonnull sorted_slots);                                     \
  /* Lower bounds of the squared chords from a place to the 16 boxes of a node, least x[16],     \
     y[16], z[16], greatest x[16], y[16], z[16]; returns a bit for each that is at most the      \
     bound. The place is x, y, z rounded down and x, y, z rounded up. */                         \
  uint32_t leadline_node_##set(const float *_Nonnull node, const float *_Nonnull place,          \
                               float bound, float *_Nonnull squares);

LEADLINE_KERNELS(avx2)
LEADLINE_KERNELS(avx512)

#undef LEADLINE_KERNELS

// The positions of those of `count` hashes that differ from one in at most `radius` bits, 0 to 64, in
// rising order; there is room for `count`. Returns how many they are.
ptrdiff_t leadline_near_hashes_avx2(const uint64_t *_Nonnull hashes, ptrdiff_t count, uint64_t hash,
                                    uint32_t radius, uint32_t *_Nonnull found);

// The same for CPUs on which `leadline_counts_bits` is not 0.
ptrdiff_t leadline_near_hashes_avx512(const uint64_t *_Nonnull hashes, ptrdiff_t count,
                                      uint64_t hash, uint32_t radius, uint32_t *_Nonnull found);

// Whether this CPU counts the bits of wide registers: AVX-512 with VPOPCNTDQ.
int leadline_counts_bits(void);

#endif

#endif
