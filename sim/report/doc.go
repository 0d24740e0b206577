// Package report renders results: first into plain tables, then each table as
// text, Markdown, LaTeX (booktabs) or CSV. It computes nothing.
package report
