#ifndef LEADLINE_CSV_H
#define LEADLINE_CSV_H

#include <stdint.h>

// What 64 bytes of CSV hold: a bit for each byte, the lowest for the first.
typedef struct {
  // Delimiters and line ends, CR and LF.
  uint64_t separators;
  uint64_t quotes;
  // Bytes beyond ASCII.
  uint64_t others;
} leadline_csv_marks;

// Marks 64 bytes. In C, since Swift has no name for gathering the results of 16 comparisons in an
// integer, which every x86-64 does in one instruction; other CPUs take the loop.
static inline leadline_csv_marks leadline_mark_csv(const uint8_t *_Nonnull bytes,
                                                   uint8_t delimiter) {
  leadline_csv_marks marks = {0, 0, 0};
#if defined(__SSE2__)
  typedef char vector __attribute__((vector_size(16), aligned(1)));
  for (int part = 0; part < 4; ++part) {
    const vector text = *(const vector *)(bytes + 16 * part);
    const vector separators = (text == (char)delimiter) | (text == '\n') | (text == '\r');
    const int shift = 16 * part;
    marks.separators |= (uint64_t)(uint32_t)__builtin_ia32_pmovmskb128(separators) << shift;
    marks.quotes |= (uint64_t)(uint32_t)__builtin_ia32_pmovmskb128(text == '"') << shift;
    marks.others |= (uint64_t)(uint32_t)__builtin_ia32_pmovmskb128(text) << shift;
  }
#else
  for (int place = 0; place < 64; ++place) {
    const uint8_t byte = bytes[place];
    const uint64_t isSeparator = byte == delimiter || byte == '\n' || byte == '\r';
    marks.separators |= isSeparator << place;
    marks.quotes |= (uint64_t)(byte == '"') << place;
    marks.others |= (uint64_t)(byte >> 7) << place;
  }
#endif
  return marks;
}

#endif
