package main

import (
	"net/http"
	"strings"

	"winnow/crawler/fetch"
)

// answerClass is the class of an answer for the label of a metric.
func answerClass(status int) string {
	switch {
	case status == 0:
		return "none"
	case status == http.StatusNotModified:
		return "not_modified"
	case status < 300:
		return "ok"
	case status < 400:
		return "redirect"
	case status == http.StatusTooManyRequests:
		return "too_many_requests"
	case status < 500:
		return "client_error"
	}
	return "server_error"
}

// failureClasses sorts reasons into the few classes that a metric has: the first
// row whose beginning a reason has.
var failureClasses = []struct{ begins, class string }{
	{"http-429", "too_many_requests"}, {"http-401", "refused"}, {"http-403", "refused"}, {"http-451", "refused"},
	{"http-404", "not_found"}, {"http-410", "not_found"}, {"soft-404", "not_found"},
	{"http-4", "client_error"}, {"http-5", "server_error"}, {"http-", "odd_answer"},
	{"robots", "robots"}, {fetch.CodeDNS, "dns"}, {fetch.CodeTimeout, "timeout"}, {fetch.CodeTLS, "tls"},
	{fetch.CodeRefused, "connection"}, {fetch.CodeReset, "connection"}, {fetch.CodeClosed, "connection"},
	{fetch.CodeUnreachable, "connection"}, {fetch.CodeProxy, "connection"}, {fetch.CodeLocal, "connection"},
	{fetch.CodeTooLarge, "odd_answer"}, {fetch.CodeEncoding, "odd_answer"}, {fetch.CodeResponse, "odd_answer"}, {fetch.CodeShort, "odd_answer"},
	{"not-a-", "unreadable"}, {"unreadable", "unreadable"}, {"too-slow", "unreadable"}, {"panic", "unreadable"},
	{"no-article", "no_article"}, {"excluded", "left_out"}, {"source-removed", "left_out"},
}

// failureClass is the class of the reason of a failure.
func failureClass(reason string) string {
	for _, c := range failureClasses {
		if strings.HasPrefix(reason, c.begins) {
			return c.class
		}
	}
	return "other"
}
