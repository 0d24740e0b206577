//go:build !purego

#include "textflag.h"

// Read from (4-r)*8 on, four words of which the first r are all ones: the
// mask of the last r elements of a vector.
DATA mask<>+0(SB)/8, $-1
DATA mask<>+8(SB)/8, $-1
DATA mask<>+16(SB)/8, $-1
DATA mask<>+24(SB)/8, $-1
DATA mask<>+32(SB)/8, $0
DATA mask<>+40(SB)/8, $0
DATA mask<>+48(SB)/8, $0
DATA mask<>+56(SB)/8, $0
GLOBL mask<>(SB), RODATA|NOPTR, $64

// TAIL sets M to the mask of n%4 elements, Z to flag whether there are any.
// It uses two registers.
#define TAIL(n, r, s, M) \
	MOVQ    n, r              \
	ANDQ    $3, r             \
	MOVQ    $4, s             \
	SUBQ    r, s              \
	LEAQ    mask<>(SB), R15   \
	VMOVUPD (R15)(s*8), M

// REDUCE4 makes A the sums of the lanes of A, B, C and D.
#define REDUCE4(A, B, C, D, T) \
	VHADDPD    B, A, A        \
	VHADDPD    D, C, C        \
	VPERM2F128 $0x21, C, A, T \
	VBLENDPD   $0x0C, C, A, A \
	VADDPD     T, A, A

// REDUCE1 makes X the sum of the lanes of A, of which X is the lower half.
#define REDUCE1(A, X, T) \
	VHADDPD      A, A, A    \
	VEXTRACTF128 $1, A, T   \
	VADDSD       T, X, X

// func sumsAVX2(dst, w *float64, n int, x *float64, size int, places *int, m int) bool
TEXT ·sumsAVX2(SB), NOSPLIT, $0-57
	MOVQ dst+0(FP), DI
	MOVQ w+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ x+24(FP), R8
	MOVQ size+32(FP), R14
	MOVQ places+40(FP), R9
	MOVQ m+48(FP), R10
	TAIL(CX, R13, AX, Y15)
	MOVQ CX, R11
	SHLQ $3, R11             // bytes of a vector
	SHLQ $3, R14
	SUBQ R11, R14            // where the last one may begin
	JLT  outside
	MOVQ R11, CX
	ANDQ $-32, CX            // bytes of its full blocks
	SUBQ $4, R10
	JLT  rest

four:
	MOVQ   (R9), AX
	MOVQ   8(R9), BX
	MOVQ   16(R9), DX
	MOVQ   24(R9), R12

pointers:
	IMULQ  R11, AX
	IMULQ  R11, BX
	IMULQ  R11, DX
	IMULQ  R11, R12
	CMPQ   AX, R14
	JHI    outside
	CMPQ   BX, R14
	JHI    outside
	CMPQ   DX, R14
	JHI    outside
	CMPQ   R12, R14
	JHI    outside
	ADDQ   R8, AX
	ADDQ   R8, BX
	ADDQ   R8, DX
	ADDQ   R8, R12
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	XORQ   R15, R15
	CMPQ   R15, CX
	JGE    fourtail

fourblock:
	VMOVUPD (SI)(R15*1), Y4
	VFMADD231PD (AX)(R15*1), Y4, Y0
	VFMADD231PD (BX)(R15*1), Y4, Y1
	VFMADD231PD (DX)(R15*1), Y4, Y2
	VFMADD231PD (R12)(R15*1), Y4, Y3
	ADDQ    $32, R15
	CMPQ    R15, CX
	JLT     fourblock

fourtail:
	TESTQ      R13, R13
	JZ         fourdone
	VMASKMOVPD (SI)(R15*1), Y15, Y4
	VMASKMOVPD (AX)(R15*1), Y15, Y5
	VMASKMOVPD (BX)(R15*1), Y15, Y6
	VMASKMOVPD (DX)(R15*1), Y15, Y7
	VMASKMOVPD (R12)(R15*1), Y15, Y8
	VFMADD231PD Y5, Y4, Y0
	VFMADD231PD Y6, Y4, Y1
	VFMADD231PD Y7, Y4, Y2
	VFMADD231PD Y8, Y4, Y3

fourdone:
	REDUCE4(Y0, Y1, Y2, Y3, Y4)
	TESTQ   R10, R10
	JLT     few
	VMOVUPD Y0, (DI)
	ADDQ    $32, R9
	ADDQ    $32, DI
	SUBQ    $4, R10
	JGE     four

rest:
	ADDQ $4, R10
	JZ   done
	CMPQ R10, $1
	JEQ  one

	// Two or three: a group of four that the first fills up.
	MOVQ    (R9), AX
	MOVQ    8(R9), BX
	MOVQ    AX, DX
	MOVQ    AX, R12
	MOVQ    R10, R15
	NEGQ    R15
	CMPQ    R10, $2
	JEQ     filled
	MOVQ    16(R9), DX

filled:
	LEAQ    mask<>+32(SB), R10
	VMOVUPD (R10)(R15*8), Y14
	MOVQ    $-1, R10
	JMP     pointers

few:
	VMASKMOVPD Y0, Y14, (DI)
	JMP        done

one:
	MOVQ   (R9), AX
	IMULQ  R11, AX
	CMPQ   AX, R14
	JHI    outside
	ADDQ   R8, AX
	VXORPD Y0, Y0, Y0
	XORQ   R15, R15
	CMPQ   R15, CX
	JGE    onetail

oneblock:
	VMOVUPD (SI)(R15*1), Y4
	VFMADD231PD (AX)(R15*1), Y4, Y0
	ADDQ    $32, R15
	CMPQ    R15, CX
	JLT     oneblock

onetail:
	TESTQ      R13, R13
	JZ         onedone
	VMASKMOVPD (SI)(R15*1), Y15, Y4
	VMASKMOVPD (AX)(R15*1), Y15, Y5
	VFMADD231PD Y5, Y4, Y0

onedone:
	REDUCE1(Y0, X0, X1)
	VMOVSD X0, (DI)
	ADDQ   $8, R9
	ADDQ   $8, DI
	DECQ   R10
	JNZ    one

done:
	MOVB $1, inside+56(FP)
	VZEROUPPER
	RET

outside:
	MOVB $0, inside+56(FP)
	VZEROUPPER
	RET

// TERM makes Y5 the coefficient of term DX and AX its vector, and goes on to
// the next term. Nothing has been written where a vector is outside.
#define TERM \
	MOVQ         (R9)(DX*8), AX \
	IMULQ        R11, AX        \
	CMPQ         AX, R14        \
	JHI          outside        \
	VBROADCASTSD (SI)(DX*8), Y5 \
	ADDQ         R8, AX         \
	INCQ         DX

// func combineAVX2(dst, base *float64, n int, a, x *float64, size int, places *int, m int) bool
//
// Up to 19 elements have their sums in registers at a time, the last three
// under a mask.
TEXT ·combineAVX2(SB), NOSPLIT, $0-65
	MOVQ dst+0(FP), DI
	MOVQ base+8(FP), BX
	MOVQ n+16(FP), CX
	MOVQ a+24(FP), SI
	MOVQ x+32(FP), R8
	MOVQ size+40(FP), R14
	MOVQ places+48(FP), R9
	MOVQ m+56(FP), R10
	MOVQ CX, R11
	SHLQ $3, R11             // bytes of a vector
	SHLQ $3, R14
	SUBQ R11, R14            // where the last one may begin
	JLT  outside
	SUBQ $20, CX
	JLT  rest

sixteen:
	VMOVUPD (BX), Y0
	VMOVUPD 32(BX), Y1
	VMOVUPD 64(BX), Y2
	VMOVUPD 96(BX), Y3
	XORQ    DX, DX

sixteenterm:
	TERM
	VFMADD231PD (AX), Y5, Y0
	VFMADD231PD 32(AX), Y5, Y1
	VFMADD231PD 64(AX), Y5, Y2
	VFMADD231PD 96(AX), Y5, Y3
	CMPQ        DX, R10
	JLT         sixteenterm
	VMOVUPD     Y0, (DI)
	VMOVUPD     Y1, 32(DI)
	VMOVUPD     Y2, 64(DI)
	VMOVUPD     Y3, 96(DI)
	ADDQ        $128, DI
	ADDQ        $128, BX
	ADDQ        $128, R8
	SUBQ        $16, CX
	JGE         sixteen

rest:
	ADDQ $20, CX             // 0 to 19 are left
	TAIL(CX, R13, AX, Y15)
	XORQ DX, DX
	SHRQ $2, CX
	CMPQ CX, $1
	JLT  rest0
	JEQ  rest1
	CMPQ CX, $3
	JLT  rest2
	JEQ  rest3

	VMOVUPD 0(BX), Y0
	VMOVUPD 32(BX), Y1
	VMOVUPD 64(BX), Y2
	VMOVUPD 96(BX), Y3
	VMASKMOVPD 128(BX), Y15, Y4

term4:
	TERM
	VFMADD231PD 0(AX), Y5, Y0
	VFMADD231PD 32(AX), Y5, Y1
	VFMADD231PD 64(AX), Y5, Y2
	VFMADD231PD 96(AX), Y5, Y3
	VMASKMOVPD 128(AX), Y15, Y6
	VFMADD231PD Y6, Y5, Y4
	CMPQ DX, R10
	JLT term4
	VMOVUPD Y0, 0(DI)
	VMOVUPD Y1, 32(DI)
	VMOVUPD Y2, 64(DI)
	VMOVUPD Y3, 96(DI)
	VMASKMOVPD Y4, Y15, 128(DI)
	JMP done

rest3:
	VMOVUPD 0(BX), Y0
	VMOVUPD 32(BX), Y1
	VMOVUPD 64(BX), Y2
	VMASKMOVPD 96(BX), Y15, Y3

term3:
	TERM
	VFMADD231PD 0(AX), Y5, Y0
	VFMADD231PD 32(AX), Y5, Y1
	VFMADD231PD 64(AX), Y5, Y2
	VMASKMOVPD 96(AX), Y15, Y6
	VFMADD231PD Y6, Y5, Y3
	CMPQ DX, R10
	JLT term3
	VMOVUPD Y0, 0(DI)
	VMOVUPD Y1, 32(DI)
	VMOVUPD Y2, 64(DI)
	VMASKMOVPD Y3, Y15, 96(DI)
	JMP done

rest2:
	VMOVUPD 0(BX), Y0
	VMOVUPD 32(BX), Y1
	VMASKMOVPD 64(BX), Y15, Y2

term2:
	TERM
	VFMADD231PD 0(AX), Y5, Y0
	VFMADD231PD 32(AX), Y5, Y1
	VMASKMOVPD 64(AX), Y15, Y6
	VFMADD231PD Y6, Y5, Y2
	CMPQ DX, R10
	JLT term2
	VMOVUPD Y0, 0(DI)
	VMOVUPD Y1, 32(DI)
	VMASKMOVPD Y2, Y15, 64(DI)
	JMP done

rest1:
	VMOVUPD 0(BX), Y0
	VMASKMOVPD 32(BX), Y15, Y1

term1:
	TERM
	VFMADD231PD 0(AX), Y5, Y0
	VMASKMOVPD 32(AX), Y15, Y6
	VFMADD231PD Y6, Y5, Y1
	CMPQ DX, R10
	JLT term1
	VMOVUPD Y0, 0(DI)
	VMASKMOVPD Y1, Y15, 32(DI)
	JMP done

rest0:
	VMASKMOVPD 0(BX), Y15, Y0

term0:
	TERM
	VMASKMOVPD 0(AX), Y15, Y6
	VFMADD231PD Y6, Y5, Y0
	CMPQ DX, R10
	JLT term0
	VMASKMOVPD Y0, Y15, 0(DI)

done:
	MOVB $1, inside+64(FP)
	VZEROUPPER
	RET

outside:
	MOVB $0, inside+64(FP)
	VZEROUPPER
	RET

// func productsAVX2(dst *float64, n, lo int, spots *int, x *[]float64, partners *int, m int, y *float64, start, of *int, count int)
//
// On the stack are spots, partners, and how many of them are left.
TEXT ·productsAVX2(SB), NOSPLIT, $24-88
	MOVQ spots+24(FP), AX
	MOVQ AX, 0(SP)
	MOVQ partners+40(FP), AX
	MOVQ AX, 8(SP)
	MOVQ m+48(FP), AX
	MOVQ AX, 16(SP)

// PARTNER makes p the column and q the products of partner i of the group.
#define PARTNER(i, p, q) \
	MOVQ  i(DX), p       \
	LEAQ  (p)(p*2), p    \
	MOVQ  (SI)(p*8), p   \
	MOVQ  i(CX), q       \
	IMULQ R15, q         \
	ADDQ  lo+16(FP), q   \
	LEAQ  (AX)(q*8), q

group:
	MOVQ 0(SP), CX
	MOVQ 8(SP), DX
	MOVQ x+32(FP), SI
	MOVQ dst+0(FP), AX
	MOVQ n+8(FP), R15
	PARTNER(0, R8, R12)
	MOVQ R8, R9              // the first fills a group of less than four up
	MOVQ R12, R13
	MOVQ R8, R10
	MOVQ R12, BX
	MOVQ R8, R11
	MOVQ R12, DI
	CMPQ 16(SP), $2
	JLT  filled
	PARTNER(8, R9, R13)
	CMPQ 16(SP), $3
	JLT  filled
	PARTNER(16, R10, BX)
	CMPQ 16(SP), $4
	JLT  filled
	PARTNER(24, R11, DI)

filled:
	MOVQ y+56(FP), SI
	XORQ DX, DX              // i

segment:
	MOVQ    of+72(FP), AX
	MOVQ    (AX)(DX*8), AX
	MOVQ    start+64(FP), CX
	LEAQ    (CX)(AX*8), CX
	MOVQ    (CX), AX         // the next element
	MOVQ    8(CX), CX
	SUBQ    AX, CX           // elements left
	VXORPD  Y0, Y0, Y0
	VXORPD  Y1, Y1, Y1
	VXORPD  Y2, Y2, Y2
	VXORPD  Y3, Y3, Y3
	SUBQ    $4, CX
	JLT     segmenttail

block:
	VMOVUPD (SI)(AX*8), Y4
	VFMADD231PD (R8)(AX*8), Y4, Y0
	VFMADD231PD (R9)(AX*8), Y4, Y1
	VFMADD231PD (R10)(AX*8), Y4, Y2
	VFMADD231PD (R11)(AX*8), Y4, Y3
	ADDQ    $4, AX
	SUBQ    $4, CX
	JGE     block

segmenttail:
	ADDQ       $4, CX        // 0 to 3 are left
	JZ         store
	NEGQ       CX
	LEAQ       mask<>+32(SB), R15
	VMOVUPD    (R15)(CX*8), Y15
	VMASKMOVPD (SI)(AX*8), Y15, Y4
	VMASKMOVPD (R8)(AX*8), Y15, Y5
	VMASKMOVPD (R9)(AX*8), Y15, Y6
	VMASKMOVPD (R10)(AX*8), Y15, Y7
	VMASKMOVPD (R11)(AX*8), Y15, Y8
	VFMADD231PD Y5, Y4, Y0
	VFMADD231PD Y6, Y4, Y1
	VFMADD231PD Y7, Y4, Y2
	VFMADD231PD Y8, Y4, Y3

store:
	REDUCE4(Y0, Y1, Y2, Y3, Y4)
	VEXTRACTF128 $1, Y0, X1
	VMOVLPD      X0, (R12)(DX*8)
	VMOVHPD      X0, (R13)(DX*8)
	VMOVLPD      X1, (BX)(DX*8)
	VMOVHPD      X1, (DI)(DX*8)
	INCQ         DX
	CMPQ         DX, count+80(FP)
	JLT          segment
	ADDQ         $32, 0(SP)
	ADDQ         $32, 8(SP)
	SUBQ         $4, 16(SP)
	JGT          group
	VZEROUPPER
	RET

DATA one<>+0(SB)/8, $1.0
GLOBL one<>(SB), RODATA|NOPTR, $8

// func centreAVX2(mean, dev, x, rows *float64, start, of *int, n int)
TEXT ·centreAVX2(SB), NOSPLIT, $0-56
	MOVQ   mean+0(FP), DI
	MOVQ   dev+8(FP), R8
	MOVQ   x+16(FP), SI
	MOVQ   rows+24(FP), R9
	MOVQ   start+32(FP), R10
	MOVQ   of+40(FP), R11
	MOVQ   n+48(FP), R12
	VMOVSD one<>(SB), X12
	XORQ   DX, DX            // i

segment:
	MOVQ   (R11)(DX*8), AX
	LEAQ   (R10)(AX*8), CX
	MOVQ   (CX), AX          // the next element
	MOVQ   8(CX), CX
	MOVQ   AX, R13
	SUBQ   AX, CX            // elements
	MOVQ   CX, BX
	ANDQ   $3, BX
	NEGQ   BX
	LEAQ   mask<>+32(SB), R15
	VMOVUPD (R15)(BX*8), Y15
	ANDQ   $-4, CX
	ADDQ   AX, CX            // end of the full blocks
	VDIVSD (R9)(DX*8), X12, X11
	VXORPD Y0, Y0, Y0
	CMPQ   AX, CX
	JGE    totaltail

total:
	VADDPD (SI)(AX*8), Y0, Y0
	ADDQ   $4, AX
	CMPQ   AX, CX
	JLT    total

totaltail:
	TESTQ      BX, BX
	JZ         meanof
	VMASKMOVPD (SI)(AX*8), Y15, Y1
	VADDPD     Y1, Y0, Y0

meanof:
	REDUCE1(Y0, X0, X1)
	VMULSD       X11, X0, X0
	VBROADCASTSD X0, Y2
	VXORPD       Y3, Y3, Y3
	MOVQ         R13, AX
	CMPQ         AX, CX
	JGE          devtail

devblock:
	VMOVUPD (SI)(AX*8), Y1
	VSUBPD  Y2, Y1, Y1
	VMOVUPD Y1, (R8)(AX*8)
	VADDPD  Y1, Y3, Y3
	ADDQ    $4, AX
	CMPQ    AX, CX
	JLT     devblock

devtail:
	TESTQ      BX, BX
	JZ         corrected
	VMASKMOVPD (SI)(AX*8), Y15, Y1
	VSUBPD     Y2, Y1, Y1
	VMASKMOVPD Y1, Y15, (R8)(AX*8)
	VANDPD     Y15, Y1, Y1
	VADDPD     Y1, Y3, Y3

corrected:
	REDUCE1(Y3, X3, X1)
	VMULSD X11, X3, X3
	VADDSD X3, X0, X0
	VMOVSD X0, (DI)(DX*8)
	INCQ   DX
	CMPQ   DX, R12
	JLT    segment
	VZEROUPPER
	RET

// Read from (3-i)*8 on, row i of a unit matrix of four.
DATA unit<>+0(SB)/8, $0
DATA unit<>+8(SB)/8, $0
DATA unit<>+16(SB)/8, $0
DATA unit<>+24(SB)/8, $1.0
DATA unit<>+32(SB)/8, $0
DATA unit<>+40(SB)/8, $0
DATA unit<>+48(SB)/8, $0
GLOBL unit<>(SB), RODATA|NOPTR, $56

// func inverseAVX2(dst, low *float64, k int, work *float64)
TEXT ·inverseAVX2(SB), NOSPLIT, $0-32
	MOVQ low+8(FP), SI
	MOVQ k+16(FP), CX
	MOVQ work+24(FP), DI
	MOVQ CX, R11
	SHLQ $3, R11             // bytes of a row of low and dst
	LEAQ 31(R11), R12
	ANDQ $-32, R12           // and of work
	XORQ R8, R8              // first column of the block

// L^-1 by blocks of four columns, row by row from the rows above: the unit
// matrix less what L has to the left of its diagonal.
column:
	XORQ R9, R9              // row
	MOVQ SI, R10             // of low
	LEAQ (DI)(R8*8), DX      // of work, at the block

row:
	VXORPD  Y0, Y0, Y0
	MOVQ    R9, AX
	SUBQ    R8, AX
	JLT     store            // above the block
	CMPQ    AX, $4
	JGE     above
	NEGQ    AX
	LEAQ    unit<>+24(SB), R15
	VMOVUPD (R15)(AX*8), Y0

above:
	LEAQ  (DI)(R8*8), BX
	MOVQ  R8, AX
	IMULQ R12, AX
	ADDQ  AX, BX             // row j of work, at the block
	MOVQ  R8, AX             // j
	CMPQ  AX, R9
	JGE   diagonal

left:
	VBROADCASTSD (R10)(AX*8), Y1
	VFNMADD231PD (BX), Y1, Y0
	ADDQ         R12, BX
	INCQ         AX
	CMPQ         AX, R9
	JLT          left

diagonal:
	VBROADCASTSD (R10)(R9*8), Y1
	VMULPD       Y1, Y0, Y0

store:
	VMOVUPD Y0, (DX)
	ADDQ    R12, DX
	ADDQ    R11, R10
	INCQ    R9
	CMPQ    R9, CX
	JLT     row
	ADDQ    $4, R8
	CMPQ    R8, CX
	JLT     column

	// The product of L^-1 transposed with itself.
	MOVQ dst+0(FP), SI
	XORQ R9, R9              // row of dst

product:
	XORQ R8, R8

productblock:
	MOVQ   R9, AX            // l
	MOVQ   R9, DX
	IMULQ  R12, DX
	ADDQ   DI, DX            // row l of work
	VXORPD Y0, Y0, Y0

below:
	VBROADCASTSD (DX)(R9*8), Y1
	VFMADD231PD  (DX)(R8*8), Y1, Y0
	ADDQ         R12, DX
	INCQ         AX
	CMPQ         AX, CX
	JLT          below
	MOVQ         CX, AX
	SUBQ         R8, AX
	CMPQ         AX, $4
	JLT          narrow
	VMOVUPD      Y0, (SI)(R8*8)
	ADDQ         $4, R8
	CMPQ         R8, CX
	JLT          productblock
	JMP          next

narrow:
	NEGQ       AX
	LEAQ       mask<>+32(SB), R15
	VMOVUPD    (R15)(AX*8), Y15
	VMASKMOVPD Y0, Y15, (SI)(R8*8)

next:
	ADDQ R11, SI
	INCQ R9
	CMPQ R9, CX
	JLT  product
	VZEROUPPER
	RET

// func multiplyAVX2(dst, a, x *float64, rows, inner, columns, stride int)
TEXT ·multiplyAVX2(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ x+16(FP), R8
	MOVQ rows+24(FP), R9
	MOVQ inner+32(FP), R10
	MOVQ columns+40(FP), CX
	MOVQ stride+48(FP), R12
	SHLQ $3, R12             // bytes of a row of a
	MOVQ CX, R11
	SHLQ $3, R11             // bytes of a row of dst and x
	TAIL(CX, R13, AX, Y15)
	ANDQ $-4, CX

row:
	XORQ BX, BX              // column
	CMPQ BX, CX
	JGE  tail

block:
	LEAQ   (R8)(BX*8), DX
	XORQ   AX, AX
	VXORPD Y0, Y0, Y0

term:
	VBROADCASTSD (SI)(AX*8), Y1
	VFMADD231PD  (DX), Y1, Y0
	ADDQ         R11, DX
	INCQ         AX
	CMPQ         AX, R10
	JLT          term
	VMOVUPD      Y0, (DI)(BX*8)
	ADDQ         $4, BX
	CMPQ         BX, CX
	JLT          block

tail:
	TESTQ  R13, R13
	JZ     next
	LEAQ   (R8)(BX*8), DX
	XORQ   AX, AX
	VXORPD Y0, Y0, Y0

tailterm:
	VBROADCASTSD (SI)(AX*8), Y1
	VMASKMOVPD   (DX), Y15, Y2
	VFMADD231PD  Y2, Y1, Y0
	ADDQ         R11, DX
	INCQ         AX
	CMPQ         AX, R10
	JLT          tailterm
	VMASKMOVPD   Y0, Y15, (DI)(BX*8)

next:
	ADDQ R11, DI
	ADDQ R12, SI
	DECQ R9
	JNZ  row
	VZEROUPPER
	RET

// func timesAVX2(dst, x, y *float64, n int)
TEXT ·timesAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ y+16(FP), DX
	MOVQ n+24(FP), CX
	TAIL(CX, R13, AX, Y15)
	XORQ AX, AX
	SUBQ $4, CX
	JLT  tail

block:
	VMOVUPD (SI)(AX*8), Y0
	VMULPD  (DX)(AX*8), Y0, Y0
	VMOVUPD Y0, (DI)(AX*8)
	ADDQ    $4, AX
	SUBQ    $4, CX
	JGE     block

tail:
	TESTQ      R13, R13
	JZ         done
	VMASKMOVPD (SI)(AX*8), Y15, Y0
	VMASKMOVPD (DX)(AX*8), Y15, Y1
	VMULPD     Y1, Y0, Y0
	VMASKMOVPD Y0, Y15, (DI)(AX*8)

done:
	VZEROUPPER
	RET

// func lessAVX2(dst, x *float64, c float64, n int)
TEXT ·lessAVX2(SB), NOSPLIT, $0-32
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	VBROADCASTSD c+16(FP), Y2
	MOVQ         n+24(FP), CX
	TAIL(CX, R13, AX, Y15)
	XORQ         AX, AX
	SUBQ         $4, CX
	JLT          tail

block:
	VMOVUPD (SI)(AX*8), Y0
	VSUBPD  Y2, Y0, Y0
	VMOVUPD Y0, (DI)(AX*8)
	ADDQ    $4, AX
	SUBQ    $4, CX
	JGE     block

tail:
	TESTQ      R13, R13
	JZ         done
	VMASKMOVPD (SI)(AX*8), Y15, Y0
	VSUBPD     Y2, Y0, Y0
	VMASKMOVPD Y0, Y15, (DI)(AX*8)

done:
	VZEROUPPER
	RET

// func gramAVX2(dst *float64, stride int, w *float64, n int, x *float64, size int, places *int, k int) bool
//
// On the stack are the places of a group of four vectors, how many are left,
// and the diagonal element of the row.
TEXT ·gramAVX2(SB), NOSPLIT, $24-65
	MOVQ dst+0(FP), DI
	MOVQ stride+8(FP), R12
	MOVQ w+16(FP), SI
	MOVQ n+24(FP), CX
	MOVQ x+32(FP), R8
	MOVQ size+40(FP), R14
	MOVQ places+48(FP), R9
	MOVQ k+56(FP), R10
	TAIL(CX, R13, AX, Y15)
	MOVQ CX, R11
	SHLQ $3, R11             // bytes of a vector
	SHLQ $3, R14
	SUBQ R11, R14            // where the last one may begin
	JLT  outside
	MOVQ R11, CX
	ANDQ $-32, CX            // bytes of its full blocks
	SHLQ $3, R12
	ADDQ $8, R12             // bytes to the next diagonal element
	XORQ DX, DX

inside:
	MOVQ  (R9)(DX*8), AX
	IMULQ R11, AX
	CMPQ  AX, R14
	JHI   outside
	INCQ  DX
	CMPQ  DX, R10
	JLT   inside

row:
	MOVQ  (R9), R15
	IMULQ R11, R15
	ADDQ  R8, R15            // the vector of the row
	MOVQ  R9, 0(SP)
	MOVQ  R10, 8(SP)
	MOVQ  DI, 16(SP)

group:
	MOVQ 0(SP), R14
	MOVQ (R14), AX
	MOVQ AX, BX              // the first fills a group of less than four up
	MOVQ AX, DX
	MOVQ AX, R13
	CMPQ 8(SP), $2
	JLT  filled
	MOVQ 8(R14), BX
	JEQ  filled
	MOVQ 16(R14), DX
	CMPQ 8(SP), $4
	JLT  filled
	MOVQ 24(R14), R13

filled:
	IMULQ  R11, AX
	IMULQ  R11, BX
	IMULQ  R11, DX
	IMULQ  R11, R13
	ADDQ   R8, AX
	ADDQ   R8, BX
	ADDQ   R8, DX
	ADDQ   R8, R13
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	XORQ   R14, R14
	CMPQ   R14, CX
	JGE    tail

block:
	VMOVUPD     (SI)(R14*1), Y4
	VMULPD      (R15)(R14*1), Y4, Y4
	VFMADD231PD (AX)(R14*1), Y4, Y0
	VFMADD231PD (BX)(R14*1), Y4, Y1
	VFMADD231PD (DX)(R14*1), Y4, Y2
	VFMADD231PD (R13)(R14*1), Y4, Y3
	ADDQ        $32, R14
	CMPQ        R14, CX
	JLT         block

tail:
	TESTQ       $24, R11
	JZ          reduce
	VMASKMOVPD  (SI)(R14*1), Y15, Y4
	VMASKMOVPD  (R15)(R14*1), Y15, Y5
	VMASKMOVPD  (AX)(R14*1), Y15, Y6
	VMASKMOVPD  (BX)(R14*1), Y15, Y7
	VMASKMOVPD  (DX)(R14*1), Y15, Y8
	VMASKMOVPD  (R13)(R14*1), Y15, Y9
	VMULPD      Y5, Y4, Y4
	VFMADD231PD Y6, Y4, Y0
	VFMADD231PD Y7, Y4, Y1
	VFMADD231PD Y8, Y4, Y2
	VFMADD231PD Y9, Y4, Y3

reduce:
	REDUCE4(Y0, Y1, Y2, Y3, Y4)
	MOVQ 8(SP), AX
	CMPQ AX, $4
	JLE  last
	VMOVUPD Y0, (DI)
	ADDQ $32, DI
	ADDQ $32, 0(SP)
	SUBQ $4, 8(SP)
	JMP  group

last:
	NEGQ       AX
	LEAQ       mask<>+32(SB), BX
	VMOVUPD    (BX)(AX*8), Y5
	VMASKMOVPD Y0, Y5, (DI)
	MOVQ       16(SP), DI
	ADDQ       R12, DI
	ADDQ       $8, R9
	DECQ       R10
	JNZ        row
	MOVB       $1, inside+64(FP)
	VZEROUPPER
	RET

outside:
	MOVB $0, inside+64(FP)
	VZEROUPPER
	RET

// func copyAVX2(dst *float64, room int, src *float64, size int, runs *Run, m int) bool
TEXT ·copyAVX2(SB), NOSPLIT, $0-49
	MOVQ dst+0(FP), DI
	MOVQ room+8(FP), R10
	MOVQ src+16(FP), SI
	MOVQ size+24(FP), R11
	MOVQ runs+32(FP), R8
	MOVQ m+40(FP), R9
	LEAQ mask<>+32(SB), R12

run:
	MOVQ 0(R8), AX           // to
	MOVQ 8(R8), BX           // from
	MOVQ 16(R8), CX          // elements
	MOVQ AX, DX
	ORQ  BX, DX
	ORQ  CX, DX
	JLT  outside             // one is negative
	LEAQ (AX)(CX*1), DX
	CMPQ DX, R10
	JHI  outside
	LEAQ (BX)(CX*1), DX
	CMPQ DX, R11
	JHI  outside
	LEAQ (DI)(AX*8), AX
	LEAQ (SI)(BX*8), BX
	SUBQ $4, CX
	JLT  tail

block:
	VMOVUPD (BX), Y0
	VMOVUPD Y0, (AX)
	ADDQ    $32, AX
	ADDQ    $32, BX
	SUBQ    $4, CX
	JGE     block

tail:
	ADDQ       $4, CX        // 0 to 3 are left
	JZ         next
	NEGQ       CX
	VMOVUPD    (R12)(CX*8), Y15
	VMASKMOVPD (BX), Y15, Y0
	VMASKMOVPD Y0, Y15, (AX)

next:
	ADDQ $24, R8
	DECQ R9
	JNZ  run
	MOVB $1, inside+48(FP)
	VZEROUPPER
	RET

outside:
	MOVB $0, inside+48(FP)
	VZEROUPPER
	RET
