"""What somebody reads when a request fails: a sentence in their language, never a trace of the program.

The log has the trace; it must not have what people typed.
"""

from __future__ import annotations

from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from dashboard.access.language import current_language
from dashboard.words import msgid, words_in

_SENTENCES = {
    400: (msgid("This request cannot be read"), msgid("Go back and try again.")),
    401: (msgid("You are not signed in"), msgid("Your session may have ended. Sign in again.")),
    403: (msgid("This is not allowed"), msgid("The request did not come from a page of this site.")),
    404: (msgid("There is nothing at this address"), msgid("The address may be mistyped, or the page has moved.")),
    405: (msgid("This request cannot be read"), msgid("Go back and try again.")),
    413: (msgid("This is too large"), msgid("The request is larger than any page of this site sends.")),
    415: (msgid("This request cannot be read"), msgid("Go back and try again.")),
}
_OTHERWISE = (msgid("Something went wrong"), msgid("It is our mistake, not yours. Try again in a moment."))


def install(app: Flask) -> None:
    """Answer every HTTP error and every failure of the program in words."""
    app.register_error_handler(HTTPException, _in_words)
    app.register_error_handler(DependencyException, lambda _: _in_words(NotFound()))
    app.register_error_handler(InvalidResourceError, lambda _: _in_words(NotFound()))


def _in_words(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, InternalServerError) or error.code > 500:
        code, (title, sentence) = 500, _OTHERWISE
    else:
        code, (title, sentence) = error.code, _SENTENCES.get(error.code, _SENTENCES[400])
    w = words_in(current_language())
    if request.accept_mimetypes.accept_html and not request.path.startswith(("/_", "/geometry/")):
        page = render_template("error.html", w=w, title=w(title), sentence=w(sentence), signed_out=code == 401)
        return make_response(page, code)
    response = make_response(f"{w(title)}. {w(sentence)}\n", code)
    response.mimetype = "text/plain"
    return response
