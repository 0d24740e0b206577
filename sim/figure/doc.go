// Package figure draws results for papers: specification curves, the draws of
// an arm, a coefficient over all arms. A figure is SVG, with text as text,
// and PNG; the same result gives the same bytes.
//
// Colours are those of Okabe and Ito (2008), which colour-blind readers can
// tell apart, and every colour has a second sign: a place or a label. Labels
// are in English whatever the language of the tables: the font that the
// drawing library carries (Liberation Sans) has no Chinese glyphs, and a
// figure must not depend on the fonts of a machine. Names of a study that have
// other letters appear in SVG, where the viewer's font draws them.
//
// To add a figure, write a function that returns Figures and a line in [Of].
package figure
