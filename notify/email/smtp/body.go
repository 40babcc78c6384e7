package smtp

import "bytes"

// finalDot ends a message whose last line is ended.
const finalDot = ".\r\n"

// writeChunk is how much of a message one deadline covers.
const writeChunk = outBuffer

var lineDot = []byte("\r\n.")

// writeMessage puts data in the buffer, without the final dot: a dot at the
// start of a line is doubled (RFC 5321 4.5.2) and the last line is ended. data
// has no bare CR or LF, as email.Encode promises, so that no server can see
// another line start than we do.
func (c *conn) writeMessage(data []byte) error {
	if len(data) > 0 && data[0] == '.' {
		if err := c.out.WriteString("."); err != nil {
			return err
		}
	}
	ended := bytes.HasSuffix(data, []byte("\r\n"))
	for len(data) > 0 {
		at := bytes.Index(data, lineDot)
		if at < 0 {
			if err := c.writeLong(data); err != nil {
				return err
			}
			break
		}
		if err := c.writeLong(data[:at+2]); err != nil {
			return err
		}
		if err := c.out.WriteString("."); err != nil {
			return err
		}
		data = data[at+2:]
	}
	if !ended {
		return c.out.WriteString("\r\n")
	}
	return nil
}

func (c *conn) writeLong(p []byte) error {
	for len(p) > 0 {
		n := min(len(p), writeChunk)
		c.setDeadline(c.sender.config.ReplyTimeout)
		if err := c.out.Write(p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}
