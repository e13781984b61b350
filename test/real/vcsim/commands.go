package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// command is one line of standard input:
//
//	{"do": "facts"}                      {"vms": [...], "hosts": [...], "clusters": [...], "datastores": [...]}
//	{"do": "change", "vms": 500}         renames, powers or resizes that many VMs: {"vms": [...]}
//	{"do": "sessions"}                   {"sessions": [{"key": "", "user": "", "agent": ""}]}
//	{"do": "terminate", "user": "..."}   ends that user's sessions, or all: {"ended": 1}
//	{"do": "slow", "ms": 5000}           {}; tasks take that long from now on; 0 takes it back
//	{"do": "deny", "method": "Rename_Task", "times": 1}          {}; the next calls fail with NoPermission
//
// The answer has "error" instead where a command failed.
type command struct {
	Do     string `json:"do"`
	Vms    int    `json:"vms"`
	User   string `json:"user"`
	Ms     int    `json:"ms"`
	Method string `json:"method"`
	Times  int    `json:"times"`
}

type admin struct {
	model  *simulator.Model
	client *vim25.Client
}

// obey answers commands until in ends.
func obey(in *bufio.Reader, out io.Writer, admin *admin) error {
	answers := json.NewEncoder(out)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var asked command
		if err := json.Unmarshal(line, &asked); err != nil {
			return err
		}
		answer, err := admin.answer(asked)
		if err != nil {
			answer = map[string]string{"error": err.Error()}
		}
		if err := answers.Encode(answer); err != nil {
			return err
		}
	}
}

func (a *admin) answer(asked command) (any, error) {
	switch asked.Do {
	case "facts":
		return a.facts(), nil
	case "change":
		return a.change(asked.Vms)
	case "sessions":
		return a.sessions()
	case "terminate":
		return a.terminate(asked.User)
	case "slow":
		// The task must not hold its object's lock while it sleeps, or nobody could cancel it.
		simulator.TaskDelay.Delay, simulator.TaskDelay.MethodDelay = asked.Ms, map[string]int{"LockHandoff": 0}
		return struct{}{}, nil
	case "deny":
		a.model.Service.AddFaultRule(&simulator.FaultInjectionRule{
			MethodName: asked.Method, ObjectType: "*", ObjectName: "*", Probability: 1,
			FaultType: simulator.FaultTypeNoPermission, Message: "denied by the test", MaxCount: asked.Times, Enabled: true,
		})
		return struct{}{}, nil
	}
	return nil, fmt.Errorf("unknown command %q", asked.Do)
}

type sessionFacts struct {
	Key   string `json:"key"`
	User  string `json:"user"`
	Agent string `json:"agent"`
}

// sessions lists the logins; what this program does itself needs none.
func (a *admin) sessions() (any, error) {
	var manager mo.SessionManager
	collector := property.DefaultCollector(a.client)
	err := collector.RetrieveOne(context.Background(), *a.client.ServiceContent.SessionManager, []string{"sessionList"}, &manager)
	found := []sessionFacts{}
	for _, session := range manager.SessionList {
		found = append(found, sessionFacts{session.Key, session.UserName, session.UserAgent})
	}
	return map[string]any{"sessions": found}, err
}

func (a *admin) terminate(user string) (any, error) {
	var manager mo.SessionManager
	ctx := context.Background()
	ref := *a.client.ServiceContent.SessionManager
	err := property.DefaultCollector(a.client).RetrieveOne(ctx, ref, []string{"sessionList"}, &manager)
	if err != nil {
		return nil, err
	}
	ended := 0
	for _, session := range manager.SessionList {
		if user != "" && session.UserName != user {
			continue
		}
		_, err := methods.TerminateSession(ctx, a.client, &types.TerminateSession{This: ref, SessionId: []string{session.Key}})
		if err != nil {
			return nil, err
		}
		ended++
	}
	return map[string]int{"ended": ended}, nil
}
